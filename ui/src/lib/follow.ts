// Parts of a page that follow the record: <section id="now" data-live="session. item. programme.">
// is fetched anew from the page's own address when an entry of one of these kinds comes. The new part then fires "followed", the old
// one in its detail.

import { all } from "./dom";
import { listen } from "./events";

// Many pages hear the same entry at once: they ask one after another.
const spread = 1_500;

/** Begins to listen if the page has parts that follow. base is read from [data-live-base]. */
export function follow(): void {
  const parts = all("[data-live][id]");
  const base = document.querySelector<HTMLElement>("[data-live-base]")?.dataset.liveBase ?? /^\/s\/[^/]+/.exec(location.pathname)?.[0];
  if (parts.length === 0 || !base) return;
  const names = parts.map((p) => p.id);
  let timer: ReturnType<typeof setTimeout> | undefined;
  listen(base, (entry) => {
    const hit = all("[data-live][id]").some((p) => (p.dataset.live ?? "").split(" ").some((prefix) => prefix !== "" && entry.kind.startsWith(prefix)));
    if (!hit || timer) return;
    timer = setTimeout(async () => {
      timer = undefined;
      const page = await load(location.href);
      if (page) for (const name of names) swap(name, page);
    }, 300 + Math.random() * spread);
  });
}

/** Fetches a page as a document. XMLHttpRequest parses it, so no string ever becomes markup in ours. */
export function load(url: string): Promise<Document | undefined> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.responseType = "document";
    request.onload = () => resolve(request.status === 200 ? (request.responseXML ?? undefined) : undefined);
    request.onerror = () => resolve(undefined);
    request.send();
  });
}

function swap(name: string, page: Document): void {
  const before = document.getElementById(name);
  const found = page.getElementById(name);
  if (!before || !found || before.isEqualNode(found)) return;
  // Somebody who is writing or choosing in it is not interrupted.
  if (before.contains(document.activeElement) && document.activeElement?.matches("input, select, textarea")) return;
  const focused = before.contains(document.activeElement) ? document.activeElement?.id : "";
  const after = document.importNode(found, true);
  before.replaceWith(after);
  if (focused) document.getElementById(focused)?.focus();
  after.dispatchEvent(new CustomEvent<HTMLElement>("followed", { bubbles: true, detail: before }));
}
