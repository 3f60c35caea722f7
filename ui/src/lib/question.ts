// Questions in words, for whoever asks, runs them, or sees them on a wall.

import { part, put, putText, show } from "./dom";
import type { Question } from "./questionstate";
import { placeName, type State } from "./state";
import { language, say, t } from "./text";

/** How many want the question answered. */
export function wanted(state: State, q: Question): number {
  return state.support?.[q.question] ?? q.votes ?? 0;
}

/** What most want answered first; of equals the oldest. */
export function byWish(state: State): (a: Question, b: Question) => number {
  return (a, b) => wanted(state, b) - wanted(state, a) || a.asked.localeCompare(b.asked);
}

/** The questions of some stages. */
export function questions(state: State, ...stages: readonly Question["stage"][]): Question[] {
  return (state.questions ?? []).filter((q) => stages.includes(q.stage));
}

/** The question that is on the floor. */
export function taken(state: State): Question | undefined {
  return questions(state, "taken")[0];
}

/** "Maria Santos · Ministry of Water · Main hall", as far as the reader may know. */
export function asker(state: State, q: Pick<Question, "names" | "person" | "place">): string {
  if (!q.person) return t(q.names === "none" ? "question.by.nobody" : "question.by.staff");
  const place = placeName(state, q.place);
  const hall = q.person.id !== "" && q.person.id === q.place;
  return [say(q.person.name), say(q.person.organisation), hall ? "" : say(place)].filter(Boolean).join(" · ");
}

/** What the chair reads out. Whose name is for those who run the hall alone is not read out. */
export function readOut(state: State, q: Question): string {
  if (!q.person || q.names !== "all") return t("question.read.nobody");
  const organisation = say(q.person.organisation);
  const place = say(placeName(state, q.place));
  return t("question.read", { name: [say(q.person.name), organisation].filter(Boolean).join(t("question.comma")), place });
}

/** What came of it: hidden and why, answered, or who will answer by when. */
export function outcome(q: Question): string {
  switch (q.stage) {
    case "waiting":
      return t("question.waits");
    case "hidden":
      return t("question.hidden", { reason: q.why ?? "" });
    case "later":
      return t("question.later", { name: say(q.owner?.name), date: q.due ? day(q.due) : "" });
    case "answered":
      return q.answer ? "" : t("question.answered");
    case "taken":
      return t("question.taken");
    default:
      return "";
  }
}

/** Fills a row made of <template id="question-card">. */
export function fillQuestion(element: HTMLElement, state: State, q: Question): void {
  element.dataset.stage = q.stage;
  putText(part(element, "text"), q.text);
  put(part(element, "asker"), asker(state, q));
  put(part(element, "outcome"), outcome(q));
  show(part(element, "outcome"), outcome(q) !== "");
  putText(part(element, "reply"), q.answer);
  show(part(element, "reply"), q.answer !== undefined);
}

function day(date: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(date));
}
