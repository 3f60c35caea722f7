// The worker under /s/. It opens the door's and the branch halls' pages when there is
// no network, and leaves every other request alone.

export {};

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", hear: (event: Extendable) => void): void;
  addEventListener(kind: "fetch", hear: (event: FetchEvent) => void): void;
  addEventListener(kind: "message", hear: (event: Extendable & { data: unknown }) => void): void;
}

const scope = self as unknown as Scope;
const shelf = "aula-door";
// Longer than this nobody at a door waits for a page that is at hand.
const patience = 2_500;

scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("message", (event) => {
  const { keep } = (event.data ?? {}) as { keep?: string[] };
  if (keep) event.waitUntil(store(keep));
});
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (/^\/s\/[^/]+\/(door|branch)\/[^/]+$/.test(url.pathname)) {
    event.respondWith(request.mode === "navigate" ? page(request, (work) => event.waitUntil(work)) : renewed(request));
  } else if (url.pathname.startsWith("/assets/") && !url.pathname.endsWith("/door-worker.js")) {
    event.respondWith(asset(request));
  }
});

// Assets never change under their address; what no page names any more is thrown away.
async function store(addresses: string[]): Promise<void> {
  const cache = await caches.open(shelf);
  for (const address of addresses) {
    const url = new URL(address, location.origin);
    if (url.pathname.startsWith("/assets/") && (await cache.match(url))) continue;
    await renewed(new Request(url, { credentials: "same-origin" })).catch(() => undefined);
  }
}

async function asset(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: shelf })) ?? fetch(request);
}

// Which asking an address was last kept of: an answer that comes late is older than what is kept.
const kept = new Map<string, number>();
let asked = 0;

// A page that reads itself anew is kept as it is now.
async function renewed(request: Request): Promise<Response> {
  const mine = ++asked;
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected && mine > (kept.get(request.url) ?? 0)) {
    kept.set(request.url, mine);
    await (await caches.open(shelf)).put(request.url, answer.clone());
  }
  return answer;
}

// The network first, for the page carries the server's time and who is signed in; what
// is kept when the network fails or takes too long.
async function page(request: Request, later: (work: Promise<unknown>) => void): Promise<Response> {
  const cache = await caches.open(shelf);
  const old = await cache.match(request.url, { ignoreVary: true });
  const fresh = renewed(request);
  if (!old) return fresh;
  later(fresh.catch(() => undefined));
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(old), patience));
  // A phone that may no longer scan shows what it has not delivered, and why.
  const none = (answer: Response) => answer.status >= 500 || (answer.status === 403 && request.url.includes("/door/"));
  return Promise.race([fresh.then((answer) => (none(answer) ? old : answer)), late]).catch(() => old);
}
