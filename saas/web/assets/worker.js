// The service worker of one shop. It keeps one page of today's queue for when there is no network, and the files that
// page needs. Outcomes are kept by outbox.js in the page itself: that works where a worker may not run, too.

const KEPT = `huitou:${self.registration.scope}`;
const KEPT_MS = 24 * 3600_000; // customers of a day longer past are nobody's business
const PATIENCE_MS = 8000; // a network that answers later than this is none

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => event.waitUntil(keep(event.data)));

// The page first: only when it is that page, and not the way to the sign-in, its files are of use.
async function keep({ page, files }) {
  const answer = await fetch(page).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const cache = await caches.open(KEPT);
  await cache.put(page, answer);
  const lacking = [];
  for (const path of files) if (!(await cache.match(path))) lacking.push(path);
  await cache.addAll(lacking).catch(() => null);
  const wanted = new Set([page, ...files].map((path) => new URL(path, self.location).href));
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (new URL(request.url).pathname.startsWith("/static/")) event.respondWith(file(request));
});

async function page(request) {
  const { pathname } = new URL(request.url);
  const isQueue = /\/queue(\/|$)/.test(pathname);
  try {
    const answer = await (isQueue ? Promise.race([fetch(request), late()]) : fetch(request));
    // who is no member any more finds no queue, and keeps none
    if (answer.status === 404 && pathname.endsWith("/queue")) await caches.delete(KEPT);
    return answer;
  } catch (lost) {
    const cache = await caches.open(KEPT);
    const [kept] = (await cache.keys()).filter(({ url }) => url.endsWith("/queue/offline"));
    const answer = kept && (await cache.match(kept));
    if (answer && Date.now() - Date.parse(answer.headers.get("Date")) < KEPT_MS) return answer;
    if (answer) await caches.delete(KEPT);
    throw lost;
  }
}

const late = () => new Promise((_, reject) => setTimeout(reject, PATIENCE_MS, new Error("late")));

// Names of files carry a hash of their content: a copy is as good as the file.
async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}
