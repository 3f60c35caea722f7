// The question that is on the floor, on the wall.

import { id, put, putText, show } from "../lib/dom";
import { asker, taken } from "../lib/question";
import type { State } from "../lib/state";

export function drawQuestion(state: State): void {
  const q = taken(state);
  show(id("question"), q !== undefined);
  if (!q) return;
  putText(id("question-words"), q.text);
  put(id("question-asker"), asker(state, q));
}
