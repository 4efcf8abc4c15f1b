// What was kept on this device has been sent, and the page that lies open is older: it learns what is true now, the card
// with the list and the numbers. What somebody has typed on it since stays, and with it the page as it is.

import htmx from "htmx.org";

const PLACES = "#queue-head, #queue-list, #queue-card";
const OWN = new Set(["csrf_token", "request_key"]); // of each page anew

const choiceOf = (form) => document.querySelector(`.choice[aria-controls="${form.id}"]`);

// Opened, and said word for word what was sent: it is safe.
function isSent(form, { body }) {
  const told = [...new FormData(form)].filter(([name]) => !OWN.has(name));
  return choiceOf(form)?.checked && told.every(([name, value]) => body.some(([key, said]) => key === name && said === value));
}

function isTyped(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") {
    const chosen = [...field.options].findIndex(({ defaultSelected }) => defaultSelected);
    return field.selectedIndex !== Math.max(chosen, 0);
  }
  return field.type !== "hidden" && field.value !== field.defaultValue;
}

function isTouched() {
  return [...document.querySelectorAll(PLACES)].some((place) => [...place.querySelectorAll("input, select, textarea")].some(isTyped));
}

function clear(form) {
  form.reset();
  choiceOf(form).checked = false;
}

// He may begin to type while the answer is under way.
document.addEventListener("htmx:before:swap", (event) => {
  if (event.detail.ctx?.isAfterSending && isTouched()) event.preventDefault();
});

/** Show the queue as it is now, when one of `entries` that were sent is of the card that still offers its outcomes. */
export function showSent(entries) {
  const entry = entries.find(({ followUp }) => document.querySelector(`#queue-card #outcomes-${followUp}`));
  if (!entry) return;
  [...document.querySelectorAll("#queue-card form[id]")].filter((form) => isSent(form, entry)).forEach(clear);
  if (isTouched()) return;
  const parts = { target: "#queue-card", select: "#queue-card", selectOOB: "#queue-head,#queue-list", swap: "outerHTML" };
  htmx.ajax("GET", location.pathname + location.search, { ...parts, isAfterSending: true });
}
