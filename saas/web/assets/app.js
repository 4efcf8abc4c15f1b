// htmx does the work; here is only what a page needs beyond it. Everything is delegated, so swapped content needs no wiring.
import "htmx.org";

const MESSAGES = { 400: "expired", 403: "refused", 404: "gone", 409: "changed", 413: "large", 429: "slow" };

// Messages: the sentences come translated, as data attributes of the toaster.
function toast(text, category = "error") {
  const toaster = document.getElementById("toaster");
  if (!toaster || !text) return;
  const copy = document.getElementById("toast").content.cloneNode(true);
  const element = copy.querySelector(".toast");
  element.dataset.category = category;
  element.querySelector("[data-text]").textContent = text;
  toaster.replaceChildren(copy);
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => toaster.replaceChildren(), 8000);
}

function explain(key) {
  toast(document.getElementById("toaster")?.dataset[key]);
}

addEventListener("offline", () => explain("lost"));
document.addEventListener("htmx:error", ({ detail }) => detail.ctx && explain("lost"));
document.addEventListener("htmx:response:error", ({ detail }) => {
  const { hx, response } = detail.ctx;
  const isExplained = response.status === 422 || hx.trigger || hx.redirect || hx.refresh;
  if (!isExplained) explain(MESSAGES[response.status] ?? "failed");
});
document.addEventListener("toast", ({ detail }) => toast(detail.text ?? detail.value, detail.category ?? "success"));

// Lists: j and k walk, Enter opens; the opened row stays marked.
function walk(step) {
  const links = [...document.querySelectorAll("[data-list] [data-row]")];
  if (!links.length) return;
  const here = links.findIndex((link) => link === document.activeElement || link.matches("[aria-current]"));
  const next = links[Math.min(Math.max(here + step, 0), links.length - 1)];
  next.focus();
  if (next.matches("[data-follow]") && matchMedia("(width >= 64rem)").matches) next.click();
}

function mark(link) {
  for (const row of link.closest("[data-list]").querySelectorAll("[data-row][aria-current]")) row.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
}

const isTyping = (element) => element.closest("input:not([type=radio]), select, textarea, dialog");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
  else if (event.key === "/") document.querySelector("input[type=search]")?.focus();
  else return;
  event.preventDefault();
});

document.addEventListener("click", ({ target }) => {
  const row = target.closest("[data-list] [data-row][hx-get]");
  if (row) mark(row);
  if (target.closest("[data-close]")) target.closest("dialog") ? target.closest("dialog").close() : target.closest(".toast").remove();
});

// The next card follows by itself: the answer to an outcome is the next card, and says so in this event.
document.addEventListener("follow-up:next", () => {
  document.querySelector("[data-list] [data-row][aria-current]")?.scrollIntoView({ block: "nearest" });
});

// Focus goes where the reader is sent: to the heading of what was swapped in, or to its first mistake.
document.addEventListener("htmx:after:settle", ({ target }) => {
  const place = target.querySelector("[aria-invalid=true]") ?? target.querySelector("[data-focus]");
  place?.focus({ preventScroll: !place.matches("[aria-invalid]") });
});

// A form with a <dialog> asks before it is sent. Without JavaScript it is simply sent.
document.addEventListener("submit", (event) => {
  const question = event.target.querySelector(":scope > dialog");
  if (!question || question.open) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  question.showModal();
}, true);

// Files may be dropped anywhere on the drop zone; the chosen name is shown at once.
for (const [type, isOver] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  document.addEventListener(type, ({ target }) => target.closest?.(".drop")?.toggleAttribute("data-over", isOver));
}
document.addEventListener("change", ({ target }) => {
  const name = target.closest(".drop")?.querySelector("[data-file-name]");
  if (name && target.files?.length) name.textContent = target.files[0].name;
  if (target.matches("[data-submit]")) target.form.requestSubmit();
});
