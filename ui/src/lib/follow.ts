// Parts of a page that follow the record: <section id="now" data-live="session. item. programme.">
// is fetched anew from the page's own address when an entry of one of these kinds comes,
// and when a session of the page begins or ends. The new part then fires "followed", the
// old one in its detail.

import { all } from "./dom";
import { listen } from "./events";

// Many pages hear the same entry, or see the same hour strike: they ask one after another.
const soon = 1_500;
const later = 15_000;

/** Begins to listen if the page has parts that follow. */
export function follow(): void {
  const base = /^\/s\/[^/]+/.exec(location.pathname)?.[0];
  if (!base || parts().length === 0) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = (spread: number) => {
    timer ??= setTimeout(async () => {
      timer = undefined;
      const page = await load(location.href);
      if (page) for (const part of parts()) swap(part, page);
    }, 300 + Math.random() * spread);
  };
  listen(base, (entry) => {
    if (parts().some((p) => (p.dataset.live ?? "").split(" ").some((prefix) => prefix !== "" && entry.kind.startsWith(prefix)))) refresh(soon);
  });
  strike(() => refresh(later));
}

function parts(): HTMLElement[] {
  return all("[data-live][id]");
}

/** Calls back whenever a session of the page begins or ends. */
function strike(deed: () => void): void {
  const now = Date.now();
  const hours = all("[data-starts]").flatMap((x) => [Date.parse(x.dataset.starts ?? ""), Date.parse(x.dataset.ends ?? "")]);
  const next = Math.min(...hours.filter((t) => t > now));
  // What is further off than a day a timer could not hold, nor would the page last.
  if (next - now > 86_400_000) return;
  setTimeout(() => {
    deed();
    strike(deed);
  }, next - now + 1_000);
}

/** Fetches a page as a document. XMLHttpRequest parses it, so no string ever becomes markup in ours. */
export async function load(url: string): Promise<Document | undefined> {
  const answer = await ask("GET", url);
  return answer?.status === 200 ? answer.page : undefined;
}

/** Sends a form without leaving the page; undefined when the server was not reached. The answer is the page that would have followed. */
export function submit(form: HTMLFormElement, by: HTMLElement | null): Promise<{ status: number; page: Document } | undefined> {
  return ask("POST", form.action, new URLSearchParams([...new FormData(form, by)].map(([name, value]) => [name, String(value)])));
}

function ask(method: string, url: string, body?: URLSearchParams): Promise<{ status: number; page: Document } | undefined> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.responseType = "document";
    request.onload = () => resolve(request.responseXML ? { status: request.status, page: request.responseXML } : undefined);
    request.onerror = () => resolve(undefined);
    request.send(body);
  });
}

/** Puts a part of another page in the place of that of this one, unless somebody is writing in it. */
export function swap(before: HTMLElement, page: Document, busily = false): void {
  const found = page.getElementById(before.id);
  if (!found || before.isEqualNode(found) || (!busily && busy(before))) return;
  const focused = before.contains(document.activeElement) ? document.activeElement?.id : "";
  const after = document.importNode(found, true);
  const folds = [...before.querySelectorAll("details")];
  const unfolded = [...after.querySelectorAll("details")];
  if (folds.length === unfolded.length) folds.forEach((d, i) => (unfolded[i]!.open = d.open));
  before.replaceWith(after);
  if (focused) document.getElementById(focused)?.focus();
  after.dispatchEvent(new CustomEvent<HTMLElement>("followed", { bubbles: true, detail: before }));
}

/** Whether somebody is writing or choosing in it: they are not interrupted. */
function busy(part: HTMLElement): boolean {
  const active = document.activeElement;
  return (part.contains(active) && active !== null && active.matches("input, select, textarea")) || part.querySelector("details[open] form") !== null;
}
