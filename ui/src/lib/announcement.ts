// What is announced, on every live page: a list that screen readers hear grow.

import { keyed, maybe, putText, show } from "./dom";
import type { Announcement, State } from "./state";
import { now } from "./time";

/** Writes what is announced now into #announcements, if the page has it. */
export function writeAnnouncements(state: State): void {
  const list = maybe("announcements");
  if (!list) return;
  const current = (state.announcements ?? []).filter((a) => !a.until || Date.parse(a.until) > now()).reverse();
  keyed(list, current, (a: Announcement) => a.announcement, () => document.createElement("li"), (element, a) => putText(element, a.text));
  show(list, current.length > 0);
}
