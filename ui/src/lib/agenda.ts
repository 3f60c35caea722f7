// What runs: the session, its item, and the item's clock.

import { writeAnnouncements } from "./announcement";
import { maybe, put, putText, show } from "./dom";
import { running, type State } from "./state";
import { t } from "./text";
import { clock, hour, since } from "./time";

/** Writes session and item into #session-title, #session-time, #item and #item-title. */
export function writeAgenda(state: State, zone: string, idle: string): void {
  const session = state.session;
  const title = maybe("session-title");
  if (session) putText(title, session.title);
  else put(title, idle);
  put(maybe("session-time"), session ? `${hour(session.starts, zone)}–${hour(session.ends, zone)}` : "");
  const current = running(state);
  show(maybe("item"), current !== undefined);
  if (current) {
    putText(maybe("item-title"), current.item.title);
    put(maybe("item-number"), `${current.number}/${state.session?.items?.length ?? 0}`);
  }
  writeClock(state);
}

/**
 * Writes how long the item runs into #item-clock: "4:05 / 20:00", and by how much it
 * runs over, in words too; and what is still announced.
 */
export function writeClock(state: State): void {
  writeAnnouncements(state);
  const element = maybe("item-clock");
  const current = running(state);
  if (!element || !current) return;
  const gone = since(current.started);
  const planned = current.item.minutes * 60_000;
  const over = planned > 0 && gone > planned;
  put(element, planned > 0 ? `${clock(gone)} / ${clock(planned)}` : clock(gone));
  element.classList.toggle("over", over);
  show(maybe("item-over"), over);
  if (over) put(maybe("item-over"), t("hall.over", { time: clock(gone - planned) }));
  const bar = maybe("item-bar");
  if (bar) bar.style.setProperty("--gone", String(planned > 0 ? Math.min(1, gone / planned) : 0));
}

/** Writes what comes next in a server-rendered programme into #next-up: "Next at 11:30: Lunch". */
export function writeNext(list: HTMLElement | undefined, at: number, zone: string, session: string | undefined): void {
  const rows = [...(list?.querySelectorAll<HTMLElement>("[data-starts]:not(.cancelled)") ?? [])];
  const next = rows.find((row) => Date.parse(row.dataset.starts ?? "") > at && row.dataset.session !== session);
  put(maybe("next-up"), next ? t("hall.next", { time: hour(next.dataset.starts ?? "", zone), title: next.querySelector("span")?.textContent ?? "" }) : "");
}

/** Marks the rows of a server-rendered programme ([data-starts], [data-ends]) as past, now or to come. */
export function markProgramme(list: HTMLElement | undefined, at: number, session: string | undefined): void {
  for (const row of list?.querySelectorAll<HTMLElement>("[data-starts]") ?? []) {
    const now = session ? row.dataset.session === session : Date.parse(row.dataset.starts ?? "") <= at && at < Date.parse(row.dataset.ends ?? "");
    if (now) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    row.classList.toggle("past", !now && Date.parse(row.dataset.ends ?? "") <= at);
  }
}
