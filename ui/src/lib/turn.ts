// Who has the floor, as the hall and the console write it.

import { maybe, put, putText, show } from "./dom";
import { placeName, type State } from "./state";
import { say, t } from "./text";
import { clock, since } from "./time";

/** Writes who has the floor, from where, and why it is not another's turn. */
export function writeTurn(state: State): void {
  const turn = state.turn;
  show(maybe("turn"), turn !== undefined);
  show(maybe("turn-empty"), turn === undefined);
  if (!turn) return;
  putText(maybe("turn-name"), turn.person.name);
  put(maybe("turn-from"), [say(turn.person.organisation), say(turn.person.post), turn.person.id === turn.place ? "" : say(placeName(state, turn.place))].filter(Boolean).join(" · "));
  put(maybe("turn-why"), [turn.report ? t("hall.report", { n: turn.report.number }) : "", turn.why, turn.same ? t("hall.turn.same", { n: turn.same }) : ""].filter(Boolean).join(" · "));
  writeTurnClock(state);
}

/** Writes how long the turn lasts, and of how long it may, into #turn-clock. */
export function writeTurnClock(state: State): void {
  const element = maybe("turn-clock");
  if (!element || !state.turn) return;
  const gone = since(state.turn.given);
  const may = 1_000 * (state.turn.seconds ?? 0);
  put(element, may > 0 ? `${clock(gone)} / ${clock(may)}` : clock(gone));
  element.classList.toggle("over", may > 0 && gone > may);
}
