// Keys for hands that stay on the keyboard; templates/queue/_keys.html tells of them. While somebody types they are text.
const AT_A_DESK = matchMedia("(width >= 64rem)"); // as in app.css: the card stands beside the list

const find = (selector) => document.querySelector(selector);

// Enter opens; beside a card, walking opens at once. The opened row stays marked.
function walk(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const marked = rows.findIndex((row) => row.matches("[aria-current]"));
  const here = rows.includes(document.activeElement) ? rows.indexOf(document.activeElement) : marked;
  const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
  next.focus();
  if (next.matches("[data-follow]") && AT_A_DESK.matches) next.click();
}

// One tap records some outcomes, so the second half of a double tap must not meet the next customer.
const DOUBLE_TAP_MS = 600;
document.addEventListener("follow-up:next", () => {
  const card = document.getElementById("queue-card");
  card?.toggleAttribute("data-fresh", true);
  setTimeout(() => card?.removeAttribute("data-fresh"), DOUBLE_TAP_MS);
});

// An outcome that asks for nothing is recorded at once; else its form opens, and Enter takes its first button.
function choose(place) {
  const chip = document.querySelectorAll("#queue-card:not([data-fresh]) [data-outcome]")[place];
  chip?.click();
  const form = chip?.htmlFor && document.getElementById(`${chip.htmlFor}-form`);
  if (form) (form.querySelector("fieldset button") ?? form.querySelector("button")).focus();
}

function explain() {
  const keys = document.getElementById("keys");
  keys?.togglePopover();
  if (keys?.matches(":popover-open")) keys.focus();
}

const KEYS = {
  j: () => walk(1),
  k: () => walk(-1),
  d: () => find("#dial [data-dial], #dial form button")?.click(),
  c: () => find("#queue-card [data-copy]")?.click(),
  o: () => find("#other-outcomes > a, #other-outcomes summary")?.click(),
  u: () => find("[data-undo] button")?.click(),
  "/": () => find("input[type=search]")?.focus(),
  "?": explain,
};
// by place; app.css shows the same ones at the chips: digits, then the letters that say nothing else
const OUTCOME_KEYS = "123456789abefghilmnpqrstvwxyz";
[...OUTCOME_KEYS].forEach((key, place) => { KEYS[key] = () => choose(place); });

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input:not([type=radio], [type=checkbox]), select, textarea, dialog");
  if (isTyping && event.key === "Escape") event.target.blur();
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat || !KEYS[event.key]) return;
  if (event.key !== "?" && find(":popover-open")) return; // a menu or these keys cover the card
  event.preventDefault();
  KEYS[event.key]();
});
