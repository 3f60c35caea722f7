// Rounds of ideas as those who run the hall see them: what waits, what everybody sees, what came of it.

import type { Act } from "../lib/act";
import { asked } from "../lib/ask";
import { all, id, keyed, maybe, part, put, putText, row, show } from "../lib/dom";
import { ideaTerms, resultWords, takingIdeas, writeReceptions } from "../lib/idea";
import type { Idea, IdeaRound } from "../lib/ideastate";
import { asker } from "../lib/question";
import type { State } from "../lib/state";
import { say, t, together, type Text } from "../lib/text";

export class Ideas {
  private state: State | undefined;

  constructor(private readonly act: Act) {
    id<HTMLFormElement>("ideas-form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.open();
    });
    id("ideas-close").addEventListener("click", () => void this.close());
  }

  show(state: State): void {
    this.state = state;
    const round = takingIdeas(state);
    show(id("ideas-new"), round === undefined);
    show(id("ideas-open"), round !== undefined);
    put(id("ideas-count"), round ? String(round.ideas?.length ?? 0) : "");
    if (round) this.take(state, round);
    const done = (state.idea_rounds ?? []).filter((r) => r.closed).reverse();
    keyed(id("idea-rounds"), done, (r) => r.idea_round, (r) => this.make(r), (element, r) => this.fill(element, r));
  }

  private take(state: State, round: IdeaRound): void {
    const ideas = round.ideas ?? [];
    const waiting = ideas.filter((i) => i.stage === "waiting");
    const decided = ideas.filter((i) => i.stage !== "waiting").reverse();
    const turnout = state.ideas_turnout?.idea_round === round.idea_round ? state.ideas_turnout : undefined;
    putText(id("ideas-title"), round.title);
    put(id("ideas-terms"), together(ideaTerms(round), t("ideas.count", { n: ideas.length, of: waiting.length })));
    put(id("ideas-turnout"), t("ideas.turnout", { n: turnout?.people ?? 0, of: turnout?.opinions ?? 0 }));
    const held = document.activeElement?.closest("#idea-waiting, #idea-seen");
    this.list("idea-waiting", waiting, round);
    this.list("idea-seen", decided, round);
    if (held && !document.activeElement?.closest("#ideas-open :not([hidden])")) (id("idea-waiting").querySelector<HTMLElement>("button:not([hidden])") ?? id("ideas-close")).focus(); // the card has gone
    show(id("idea-waiting-empty"), waiting.length === 0);
    show(id("idea-seen-empty"), decided.length === 0);
  }

  private list(name: string, ideas: readonly Idea[], round: IdeaRound): void {
    keyed(id(name), ideas, (i) => i.idea, (i) => this.card(i), (element, i) => this.write(element, i, round));
  }

  private card(idea: Idea): HTMLElement {
    const element = row("idea-card");
    part(element, "open")?.addEventListener("click", () => void this.act("idea.open", { idea: idea.idea }));
    part(element, "hide")?.addEventListener("click", async () => {
      const given = await asked("idea-hide", say(idea.text));
      if (given) await this.act("idea.hide", { idea: idea.idea, why: given["idea-hide-why"] });
    });
    return element;
  }

  private write(element: HTMLElement, idea: Idea, round: IdeaRound): void {
    putText(part(element, "text"), idea.text);
    put(part(element, "asker"), this.state ? asker(this.state, { ...idea, names: round.names }) : "");
    put(part(element, "outcome"), idea.stage === "hidden" ? t("idea.hidden", { reason: idea.why ?? "" }) : "");
    show(part(element, "outcome"), idea.stage === "hidden");
    const held = element.contains(document.activeElement);
    show(part(element, "open"), idea.stage !== "open");
    show(part(element, "hide"), idea.stage !== "hidden");
    if (held) element.querySelector<HTMLElement>("button:not([hidden])")?.focus();
    for (const deed of ["open", "hide"]) {
      const button = part(element, deed);
      button?.setAttribute("aria-label", t("idea.do", { name: button.textContent ?? "", title: say(idea.text) }));
    }
  }

  private make(round: IdeaRound): HTMLElement {
    const element = row("idea-round");
    for (const deed of ["show", "hide"]) part(element, deed)?.addEventListener("click", () => void this.act(`ideas.${deed}`, { idea_round: round.idea_round }));
    return element;
  }

  private fill(element: HTMLElement, round: IdeaRound): void {
    putText(part(element, "title"), round.title);
    put(part(element, "result"), resultWords(round));
    show(part(element, "show"), !round.shown);
    show(part(element, "hide"), round.shown === true);
    const list = part(element, "receptions");
    if (list && this.state) writeReceptions(list, this.state, round);
  }

  private async open(): Promise<void> {
    const form = id<HTMLFormElement>("ideas-form");
    const title: Record<string, string> = {};
    for (const field of all<HTMLInputElement>("[data-title]", form)) if (field.value.trim()) title[field.dataset.title ?? ""] = field.value.trim();
    const names = form.querySelector<HTMLInputElement>('[name="names"]:checked')?.value ?? "staff";
    if (!(await this.act("ideas.open", { title: title as Text, names, approve: id<HTMLInputElement>("ideas-approve").checked }))) return;
    form.reset();
    maybe<HTMLDetailsElement>("ideas-new")?.removeAttribute("open");
  }

  // It cannot be opened again, so it is asked for twice.
  private async close(): Promise<void> {
    const round = this.state && takingIdeas(this.state);
    if (round && (await asked("ideas-close", say(round.title)))) await this.act("ideas.close", { idea_round: round.idea_round });
  }
}
