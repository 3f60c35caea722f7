// Who has the floor, as the hall and the console write it.

import { maybe, put, putText, show } from "./dom";
import { placeName, type State } from "./state";
import { say } from "./text";

/** Writes who has the floor, from where, and why it is not another's turn. */
export function writeTurn(state: State): void {
  const turn = state.turn;
  show(maybe("turn"), turn !== undefined);
  show(maybe("turn-empty"), turn === undefined);
  if (!turn) return;
  putText(maybe("turn-name"), turn.person.name);
  put(maybe("turn-from"), [say(turn.person.organisation), say(turn.person.post), say(placeName(state, turn.place))].filter(Boolean).join(" · "));
  put(maybe("turn-why"), turn.why ?? "");
}
