// htmx does the work; here is what a page needs beyond it. Listeners sit on the document, so swapped content needs no wiring.
import "htmx.org";
import "./dial.js";
import "./keys.js";
import { forgetPages, goOn, keepPage, watchNetwork } from "./offline.js";
import { canWait, isAwaited, isTurnedAway, keep, keepForLater, start } from "./outbox.js";
import { showSent } from "./sent.js";
import "./session.js";

const TOAST_STAYS_MS = 8000;

// Messages. Their sentences come translated, as data attributes of the toaster.
const SENTENCES = { 400: "expired", 403: "refused", 404: "gone", 409: "changed", 413: "large", 429: "slow" };
let toastTimer;

function toast(text, category) {
  const toaster = document.getElementById("toaster");
  if (!toaster || !text) return;
  const copy = document.getElementById("toast").content.cloneNode(true);
  copy.querySelector(".toast").dataset.category = category;
  copy.querySelector("[data-text]").textContent = text;
  toaster.replaceChildren(copy);
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => toaster.replaceChildren(), TOAST_STAYS_MS);
}

function explain(name) {
  toast(document.getElementById("toaster")?.dataset[name], "error");
}

addEventListener("offline", () => explain("lost"));
document.addEventListener("htmx:error", ({ detail }) => {
  const form = detail.ctx?.sourceElement;
  if (canWait(form)) keep(form).then(kept);
  else if (detail.ctx) explain("lost");
});
document.addEventListener("htmx:before:response", (event) => {
  const { sourceElement: form, ...answer } = event.detail.ctx;
  if (!isTurnedAway(form, answer)) return;
  event.preventDefault(); // htmx would leave the page before what he typed is safe
  keepForLater(form, answer.hx).catch(() => explain("failed"));
});
document.addEventListener("htmx:response:error", ({ detail }) => {
  const { hx, response } = detail.ctx;
  const isExplained = response.status === 422 || hx.trigger || hx.redirect || hx.refresh;
  if (!isExplained) explain(SENTENCES[response.status] ?? "failed");
});
// the server sends it as HX-Trigger: {"toast": {"text": ..., "category": ...}}
document.addEventListener("toast", ({ detail }) => toast(detail.text, detail.category ?? "success"));

// Without a network: what was said of a card waits on the device, today's queue is kept for it. Nobody signed in: nothing is kept.
function kept() {
  toast(document.getElementById("toaster").dataset.kept, "success");
  goOn();
}
start({ kept, held: () => explain("held") });
watchNetwork();
document.addEventListener("outbox:sent", ({ detail }) => {
  toast(document.getElementById("toaster").dataset.sent, "success");
  showSent(detail);
});
if (document.body.hasAttribute("data-signed-out")) {
  forgetPages();
  document.getElementById("awaited")?.toggleAttribute("hidden", !isAwaited());
} else keepPage().catch(() => {}); // a browser that allows no worker works as before
document.addEventListener("click", ({ target }) => target.closest("[data-print]") && print());

function mark(row) {
  document.querySelectorAll("[data-row][aria-current]").forEach((other) => other.removeAttribute("aria-current"));
  row.setAttribute("aria-current", "true");
}

document.addEventListener("click", ({ target }) => {
  const row = target.closest("[data-row][data-follow]");
  if (row) mark(row);
  if (!target.closest("[data-close]")) return;
  target.closest("dialog")?.close();
  target.closest(".toast")?.remove();
});

// The next card follows by itself: the answer to an outcome is the next card with the new list, and this event.
document.addEventListener("follow-up:next", () => {
  document.querySelector("[data-row][aria-current]")?.scrollIntoView({ block: "nearest" });
});

// The form of an outcome opens below all chips, perhaps out of sight.
document.addEventListener("change", ({ target }) => {
  if (target.matches(".choice")) document.getElementById(target.getAttribute("aria-controls"))?.scrollIntoView({ block: "nearest" });
});

// Copying, for WeChat. Where the clipboard is closed (plain HTTP in the shop's network) the text is marked instead.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copy]");
  const words = button && document.getElementById(button.dataset.copy);
  if (!words) return;
  getSelection().selectAllChildren(words);
  navigator.clipboard?.writeText(words.innerText).then(() => toast(button.dataset.done, "success"), () => {});
});

// After a swap the focus goes to the first mistake, or to the heading of what is new.
document.addEventListener("htmx:after:settle", ({ target }) => {
  const mistake = target.querySelector("[aria-invalid=true]");
  if (mistake) mistake.focus();
  else target.querySelector("[data-focus]")?.focus({ preventScroll: true });
});

// Tabs that do not fit scroll; the open one is in sight.
document.querySelectorAll(".segmented > [aria-current]").forEach((tab) => {
  tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 40;
});

// A form with a <dialog> asks before it is sent, always or when a box is ticked. Without this script it is simply sent.
function ask(event) {
  const question = event.target.querySelector(":scope > dialog");
  const box = question?.dataset.when;
  if (!question || question.open || (box && !event.target.elements[box].checked)) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // htmx must not send it either
  question.showModal();
}
document.addEventListener("submit", ask, true);

// The drop zone shows that it would take the file, and then which one it took.
for (const [type, isOver] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  document.addEventListener(type, ({ target }) => target.closest?.(".drop")?.toggleAttribute("data-over", isOver));
}
document.addEventListener("change", ({ target }) => {
  const name = target.closest(".drop")?.querySelector("[data-file-name]");
  if (name && target.files.length) name.textContent = target.files[0].name;
});
