// Ideas in words and pictures, for whoever judges them, runs a round, or sees what came of it on a wall.

import { keyed, part, put, putText, row } from "./dom";
import type { IdeaRound, Opinions, Reception } from "./ideastate";
import { placeName, type State } from "./state";
import { say, t, together } from "./text";

/** The round that takes ideas and opinions. */
export function takingIdeas(state: State): IdeaRound | undefined {
  return (state.idea_rounds ?? []).find((r) => !r.closed);
}

/** The round of which everybody sees what came of it: the last one. */
export function shownIdeas(state: State): IdeaRound | undefined {
  return (state.idea_rounds ?? []).findLast((r) => r.shown && r.result);
}

/** Under which terms ideas are written. */
export function ideaTerms(round: IdeaRound): string {
  return together(t(`ideas.names.${round.names}`), round.approve ? t("ideas.approve") : "");
}

/** "Took part: 40 · ideas: 12". */
export function resultWords(round: IdeaRound): string {
  return t("ideas.result", { n: round.result?.people ?? 0, of: round.result?.receptions.length ?? 0 });
}

function people(o: Opinions): number {
  return (o.agree ?? 0) + (o.disagree ?? 0) + (o.pass ?? 0);
}

function split(o: Opinions): string[] {
  return [t("idea.counts", { n: o.agree ?? 0 }), t("idea.counts.disagree", { n: o.disagree ?? 0 }), t("idea.counts.pass", { n: o.pass ?? 0 })];
}

function counts(r: Reception): string {
  if (r.agreement === "few") return ""; // what so few have said is told to nobody
  const words = split(r);
  if (r.organisations) words.push(t("idea.organisations", { n: r.agreeing ?? 0, of: r.organisations }));
  return words.join(" · ");
}

// What a list shows already: it is written anew only for another result.
const written = new WeakMap<HTMLElement, readonly unknown[]>();

// Places in the order of the programme, those that are told together last.
function byPlace(state: State, r: Reception): [string, Opinions][] {
  const told = r.places ?? {};
  const known = state.places.filter((p) => told[p.id]).map((p): [string, Opinions] => [say(placeName(state, p.id)), told[p.id] ?? {}]);
  const others = Object.entries(told).filter(([id]) => !state.places.some((p) => p.id === id));
  return [...known, ...others.map(([, o]): [string, Opinions] => [t(known.length > 0 ? "idea.others" : "idea.together"), o])];
}

/** Writes how the ideas of a round were received into a list made of <template id="idea-result">; at most so many. */
export function writeReceptions(list: HTMLElement, state: State, round: IdeaRound, most = Infinity): void {
  const now = [round.result, round.ideas, state.places, most];
  const before = written.get(list);
  if (before && now.every((x, i) => x === before[i])) return;
  written.set(list, now);
  const texts = new Map((round.ideas ?? []).map((i) => [i.idea, i.text]));
  const all = (round.result?.receptions ?? []).filter((r) => texts.has(r.idea)).slice(0, most);
  keyed(list, all, (r) => r.idea, () => row("idea-result"), (element, r) => {
    element.dataset.agreement = r.agreement;
    putText(part(element, "text"), texts.get(r.idea));
    put(part(element, "agreement"), t(`idea.agreement.${r.agreement}`));
    put(part(element, "counts"), counts(r));
    part(element, "places")?.replaceChildren(
      ...byPlace(state, r).map(([name, o]) => {
        const line = row("idea-place");
        const of = Math.max(1, people(o));
        put(part(line, "place"), name);
        part(line, "bar")?.style.setProperty("--agree", String((o.agree ?? 0) / of));
        part(line, "bar")?.style.setProperty("--disagree", String((o.disagree ?? 0) / of));
        put(part(line, "words"), split(o).join(" · "));
        put(part(line, "share"), `${Math.round((100 * (o.agree ?? 0)) / of)} %`);
        return line;
      }),
    );
  });
}
