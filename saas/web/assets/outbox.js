// Outcomes given without a network, and cards put off, wait on this device and are sent once it is back. Each carries
// the key of its form, so that one which arrived although its answer was lost does nothing twice. Whose session ended
// meanwhile finds his after he signed in again. What the server refuses stays, with the reason, until somebody looks at it.

const RETRY_MS = 20_000;
const WORK = /\/queue\/([0-9a-f-]{36})\/(outcome|snooze)\b/;
const AWAITED = "huitou-awaited"; // in this tab somebody is to sign in, so that what he said is sent
const { home, user } = document.body.dataset;
const submitters = new WeakMap();
let isSending = false;
let isSignedOut = false;
let held = 0;

const store = () =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open("huitou", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("outcomes", { keyPath: "key" });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });

async function ask(mode, question) {
  const database = await store();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("outcomes", mode);
    const request = question(transaction.objectStore("outcomes"));
    transaction.oncomplete = () => {
      database.close();
      resolve(request.result);
    };
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

const put = (entry) => ask("readwrite", (outcomes) => outcomes.put(entry));
const drop = (key) => ask("readwrite", (outcomes) => outcomes.delete(key));

// Only what this person gave in this shop: a phone may be shared.
async function waiting() {
  const all = await ask("readonly", (outcomes) => outcomes.getAll());
  return all.filter((entry) => entry.user === user && entry.home === home).sort((a, b) => a.at.localeCompare(b.at));
}

export const canWait = (form) => WORK.test(form?.getAttribute?.("action") ?? "");

/** Write down on this device what a form says; resolves when it is safely there. */
export async function keep(form) {
  const body = [...new FormData(form, submitters.get(form))].filter(([name]) => name !== "csrf_token");
  const said = Object.fromEntries(body);
  const [, followUp, verb] = WORK.exec(form.getAttribute("action"));
  const name = document.querySelector(`#follow-up-${followUp} b`) ?? form.closest("#queue-card")?.querySelector("h2");
  const entry = {
    key: verb === "outcome" ? said.request_key : `${verb} ${said.request_key}`, // a card has one key for all its forms
    home,
    user,
    followUp,
    url: form.getAttribute("action"),
    body: [...body, ["happened_at", new Date().toISOString().replace(/\.\d+Z$/, "Z")]],
    name: name?.textContent.trim() ?? "",
    outcome: verb === "outcome" ? chip(said.outcome) : `${form.querySelector("button").textContent.trim()}: ${said.until_on}`,
    at: new Date().toISOString(),
  };
  await put(entry);
  await show();
  return entry;
}

/** Was this not done because nobody is signed in, or somebody signed in after the page was made? Then it is not lost. */
export const isTurnedAway = (form, { response, hx }) =>
  canWait(form) && isStranger(response) && Boolean(hx.redirect || hx.refresh);

/** Keep what a form says of whoever opened this page, then go where the server sends the browser. */
export async function keepForLater(form, { redirect }) {
  await keep(form);
  sessionStorage.setItem(AWAITED, "yes");
  if (redirect) location.assign(redirect);
  else location.reload();
}

/** On the sign-in page: does something that was said in this tab wait for it? */
export const isAwaited = () => sessionStorage.getItem(AWAITED) !== null;

function chip(outcome) {
  const found = document.querySelector(`label[for="outcome-${outcome}"], button#outcome-${outcome}`);
  return found?.textContent.trim() ?? outcome;
}

/** Send what waits, the oldest first; stops at the first sign that there is no network, or nobody signed in. */
export async function send() {
  if (!home || isSending || !navigator.onLine) return;
  isSending = true;
  try {
    const entries = (await waiting()).filter((entry) => !entry.refused);
    const sent = [];
    for (const entry of entries) {
      const answer = await post(entry).catch(() => null);
      isSignedOut = answer?.status === 401;
      if (!answer || answer.status >= 500 || answer.status === 429 || isStranger(answer)) break;
      if (answer.ok) {
        await drop(entry.key);
        sent.push(entry);
      } else await put({ ...entry, refused: await sentence(answer) });
    }
    if (sent.length) document.dispatchEvent(new CustomEvent("outbox:sent", { detail: sent }));
    await show();
  } finally {
    isSending = false;
  }
}

const token = () => JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}")["X-CSRFToken"];

function post({ url, body }) {
  const headers = { "X-CSRFToken": token(), "HX-Request": "true", "HX-Request-Type": "partial" };
  return fetch(url, { method: "POST", headers, body: new URLSearchParams(body), signal: AbortSignal.timeout(RETRY_MS) });
}

// 401 with the way to the sign-in, or 400: the token of this page is older than the session
const isStranger = ({ status }) => status === 401 || status === 400;

async function sentence(answer) {
  const told = answer.headers.get("HX-Trigger");
  const text = told && JSON.parse(told).toast?.text;
  if (text) return text;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[role=alert]")?.textContent?.trim() ?? document.getElementById("outbox").dataset.refused;
}

async function show() {
  const box = document.getElementById("outbox");
  if (!box) return;
  const entries = await waiting();
  held = entries.length;
  box.hidden = !entries.length;
  box.querySelector("[data-count]").textContent = entries.length;
  box.querySelector("[data-sign-in]").hidden = !isSignedOut;
  box.querySelector("ul").replaceChildren(...entries.map(row));
  for (const { followUp } of entries) document.getElementById(`follow-up-${followUp}`)?.toggleAttribute("data-kept", true);
}

function row(entry) {
  const copy = document.getElementById("outbox-row").content.cloneNode(true);
  copy.querySelector("[data-name]").textContent = entry.name;
  copy.querySelector("[data-outcome]").textContent = entry.outcome;
  const why = copy.querySelector("[data-why]");
  if (entry.refused) why.textContent = entry.refused;
  copy.querySelector("a").href = `${home}/queue/${entry.followUp}`;
  copy.querySelector("[data-refused-only]").hidden = !entry.refused;
  copy.querySelector("button").dataset.discard = entry.key;
  return copy;
}

// Before htmx hears of a form: what cannot be sent is kept, and nobody signs out over what was not sent.
function intercept(event, told) {
  const form = event.target;
  const isLeaving = form.getAttribute("action")?.startsWith("/sign-out") && held > 0;
  if (canWait(form)) submitters.set(form, event.submitter);
  const isKept = canWait(form) && (!navigator.onLine || form.closest("[data-offline]"));
  if (!isLeaving && !isKept) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (isLeaving) told.held();
  else keep(form).then(told.kept).then(send);
}

/** Begin on a page of a shop. `told`: what to do when something was kept, and when it holds back a sign-out. */
export function start(told) {
  if (!home) return;
  sessionStorage.removeItem(AWAITED);
  addEventListener("submit", (event) => intercept(event, told), true);
  document.addEventListener("click", async ({ target }) => {
    const { discard } = target.closest("[data-discard]")?.dataset ?? {};
    if (discard) await drop(discard).then(show);
  });
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.hidden || send());
  setInterval(send, RETRY_MS);
  show().then(send);
}
