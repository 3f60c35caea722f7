// The poll on the wall: what is asked, how it fills up, what came of it.

import { id, part, put, putText, row, show } from "../lib/dom";
import { open, resultWords, turnout, turnoutWords, writeResult } from "../lib/poll";
import type { Poll } from "../lib/pollstate";
import type { State } from "../lib/state";

/** The poll that a screen shows: the last one that is open, else the last one whose result is shown. */
function shown(state: State): Poll | undefined {
  const polls = state.polls ?? [];
  return polls.findLast(open) ?? polls.findLast((p) => p.stage === "closed" && p.shown === true);
}

export function drawPoll(state: State): void {
  const poll = shown(state);
  show(id("poll"), poll !== undefined);
  if (!poll) return;
  putText(id("poll-title"), poll.title);
  const result = poll.shown ? poll.result : undefined;
  put(id("poll-turnout"), result && !open(poll) ? resultWords(poll, result) : turnoutWords(state, poll));
  const x = turnout(state, poll);
  const fill = id("poll-fill");
  show(fill, open(poll));
  fill.style.setProperty("--share", String(x ? x.voters / Math.max(1, x.present, x.voters) : 0));
  const list = id("poll-bars");
  list.dataset.kind = result ? "result" : "options";
  if (result) return writeResult(list, poll, result);
  list.replaceChildren(
    ...(poll.options ?? []).map((option) => {
      const element = row("poll-bar");
      putText(part(element, "label"), option);
      return element;
    }),
  );
}
