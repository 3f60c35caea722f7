// Polls in words and pictures, for whoever votes, runs them, or sees them on a wall.

import { part, put, putText, row, show } from "./dom";
import type { Poll, Result, Turnout } from "./pollstate";
import type { State } from "./state";
import { say, t, together, type Text } from "./text";

/** Whether votes are taken. */
export function open(poll: Poll): boolean {
  return poll.stage === "voting" || poll.stage === "closing";
}

/** The turnout of the round that runs. */
export function turnout(state: State, poll: Poll): Turnout | undefined {
  const x = state.turnouts?.[poll.poll];
  return x?.round === poll.round ? x : undefined;
}

/** "12 of 40 have voted"; nothing until that is known. */
export function turnoutWords(state: State, poll: Poll): string {
  const x = turnout(state, poll);
  if (!x) return "";
  return t("poll.turnout", { n: x.voters, of: Math.max(x.present, x.voters) });
}

/** What a vote in the poll is, in words: how many may be chosen, who can find out. */
export function pollTerms(poll: Poll): string {
  const terms = [t(poll.secret ? "poll.secret" : "poll.named")];
  if (poll.kind === "multiple") terms.push(t("poll.most", { n: poll.most || (poll.options?.length ?? 0) }));
  if (poll.present) terms.push(t("poll.present"));
  if (poll.change) terms.push(t("poll.change"));
  return together(...terms);
}

interface Bar {
  readonly label: Text | string;
  readonly count: number;
  readonly share: number;
}

function bars(poll: Poll, result: Result): Bar[] {
  const of = Math.max(1, result.voters);
  const label = (i: number) => poll.options?.[i] ?? String((poll.low ?? 0) + i);
  if (poll.kind === "text") return (result.texts ?? []).map((x) => ({ label: x.text, count: x.count, share: x.count / of }));
  if (poll.kind === "ranking") {
    const most = Math.max(1, ...(result.points ?? []));
    return (result.points ?? []).map((n, i) => ({ label: label(i), count: n, share: n / most })).sort((a, b) => b.count - a.count);
  }
  return (result.counts ?? []).map((n, i) => ({ label: label(i), count: n, share: n / of }));
}

/** Writes a result into a list of bars made of <template id="poll-bar">. */
export function writeResult(list: HTMLElement, poll: Poll, result: Result): void {
  list.replaceChildren(
    ...bars(poll, result).map((bar) => {
      const element = row("poll-bar");
      if (typeof bar.label === "string") put(part(element, "label"), bar.label);
      else putText(part(element, "label"), bar.label);
      part(element, "bar")?.style.setProperty("--share", String(bar.share));
      put(part(element, "count"), poll.kind === "ranking" ? t("poll.points", { n: bar.count }) : `${bar.count} · ${Math.round(bar.share * 100)} %`);
      return element;
    }),
  );
}

/** "Mean 3.8, median 4", where there are numbers. */
export function resultWords(poll: Poll, result: Result): string {
  const votes = t("poll.votes", { n: result.voters });
  if (poll.kind !== "scale" && poll.kind !== "number") return votes;
  const round = (x: number | undefined) => String(Math.round((x ?? 0) * 100) / 100);
  return `${votes} ${t("poll.mean", { n: round(result.mean), of: round(result.median) })}`;
}

/** A poll with its question, terms and result; made of <template id="poll-card">. */
export function fillPoll(element: HTMLElement, state: State, poll: Poll, result: Result | undefined): void {
  putText(part(element, "title"), poll.title);
  put(part(element, "terms"), pollTerms(poll));
  put(part(element, "turnout"), open(poll) ? turnoutWords(state, poll) : result ? resultWords(poll, result) : t("poll.over"));
  const list = part(element, "bars");
  show(list, result !== undefined);
  if (list && result) writeResult(list, poll, result);
}

/** The name of an option. */
export function optionName(poll: Poll, number: number): string {
  return say(poll.options?.[number - 1]);
}
