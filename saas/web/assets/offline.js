// A phone that keeps today's queue, and the page it shows then.

const { home, user } = document.body.dataset;
const KEEP_EVERY_MS = 5 * 60_000;

/** Let the worker of this shop keep the page for bad times; again when a while has passed or somebody else signed in. */
export async function keepPage() {
  if (!home || !("serviceWorker" in navigator) || !document.querySelector("link[rel=manifest]")) return;
  await navigator.serviceWorker.register(`${home}/worker.js`, { scope: `${home}/` });
  const { active } = await navigator.serviceWorker.ready;
  const mark = `${user} ${home}`;
  const [who, when] = (localStorage.getItem("huitou-kept") ?? " | ").split("|");
  if (who === mark && Date.now() - when < KEEP_EVERY_MS) return;
  if (who !== mark) await forgetPages();
  localStorage.setItem("huitou-kept", `${mark}|${Date.now()}`);
  const links = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map(({ href }) => href);
  const scripts = [...document.querySelectorAll("script[src]")].map(({ src }) => src);
  const [sprite] = document.querySelector("use")?.href.baseVal.split("#") ?? [];
  active.postMessage({ page: `${home}/queue/offline`, files: [...links, ...scripts, new URL(sprite, location).href] });
}

/** Nobody is signed in: what the phone kept of customers goes. Outcomes that were not sent yet stay, unreadable. */
export async function forgetPages() {
  localStorage.removeItem("huitou-kept");
  if (!("caches" in window)) return;
  for (const name of await caches.keys()) if (name.startsWith("huitou:")) await caches.delete(name);
}

// The kept page has the forms of all outcomes once, and the one to put off; a tap on a customer makes them his.
document.addEventListener("click", ({ target }) => {
  const chosen = target.closest("[data-record]");
  const sheet = document.getElementById("offline-outcomes");
  if (!chosen || !sheet) return;
  for (const form of sheet.querySelectorAll("form")) {
    form.reset();
    form.action = form.hasAttribute("data-put-off") ? chosen.dataset.putOff : chosen.dataset.record;
    form.elements.request_key.value = newKey();
  }
  sheet.querySelectorAll("input[type=radio]").forEach((choice) => (choice.checked = false));
  sheet.querySelector("h2").textContent = chosen.dataset.name;
  sheet.hidden = false;
  chosen.closest("li").after(sheet);
  sheet.querySelector("h2").focus();
});

// The kept page opens without a network, and stays: it asks whether there is one again, and whether he is still signed in.
const ASK_EVERY_MS = 20_000;

async function stateOfNetwork() {
  if (!navigator.onLine) return "lost";
  const headers = { "HX-Request": "true" }; // nobody signed in is a 401, not a page
  const answer = await fetch(`${home}/app.webmanifest`, { headers, signal: AbortSignal.timeout(ASK_EVERY_MS) }).catch(() => null);
  if (!answer || answer.status >= 500) return "lost";
  return answer.status === 401 ? "over" : "back";
}

async function showState(box) {
  const state = await stateOfNetwork();
  if (box.dataset.state === state) return;
  box.dataset.state = state;
  for (const part of box.querySelectorAll("[data-of]")) part.hidden = part.dataset.of !== state;
}

/** On the kept page: tell whether the network or the session is what is lacking, for as long as the page is open. */
export function watchNetwork() {
  const box = document.getElementById("kept-state");
  if (!box) return;
  const look = () => document.hidden || showState(box);
  for (const change of ["online", "offline"]) addEventListener(change, look);
  document.addEventListener("visibilitychange", look);
  setInterval(() => box.dataset.state === "back" || look(), ASK_EVERY_MS); // or an open page would keep its session open
  look();
}

function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const digits = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** After something was kept: on the kept page the form closes, beside a card the kept page follows. */
export function goOn() {
  const sheet = document.getElementById("offline-outcomes");
  if (sheet) sheet.hidden = true;
  else if (!navigator.onLine && navigator.serviceWorker?.controller) location.assign(`${home}/queue/offline`);
}
