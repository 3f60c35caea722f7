// Ideas in the hall: one after the other is judged, one's own are written, and in the end it is seen what all have in common.

import { acting, type Act } from "../lib/act";
import { announce } from "../lib/announce";
import { id, keyed, part, put, putText, row, show } from "../lib/dom";
import { ideaTerms, resultWords, shownIdeas, takingIdeas, writeReceptions } from "../lib/idea";
import { opinions, type Idea, type IdeaRound, type Opinion } from "../lib/ideastate";
import { may, type State } from "../lib/state";
import { say, t, together } from "../lib/text";
import type { Wire } from "../lib/wire";

// A second press of a double click is not meant for the idea that has come up meanwhile.
const between = 400;

export class OwnIdeas {
  private readonly said = new Map<string, Opinion>();
  private readonly told = new Set<string>();
  private readonly field = id<HTMLInputElement>("idea-write");
  private readonly act: Act;
  private read: unknown;
  private next: Idea | undefined;
  private since = 0;
  private sending = false;

  constructor(private readonly wire: Wire) {
    this.act = acting(wire);
    id("idea-form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.write();
    });
    for (const opinion of opinions) {
      part(id("idea-next"), opinion)?.addEventListener("click", () => {
        if (this.next && Date.now() - this.since >= between) void this.say(this.next, opinion);
      });
    }
    id("idea-next").addEventListener("keydown", (event) => {
      if (event.repeat) event.preventDefault(); // a key that is held judges one idea
    });
  }

  show(): void {
    const state = this.wire.state;
    this.learn(state);
    const taking = takingIdeas(state);
    const shown = shownIdeas(state);
    show(id("ideas"), taking !== undefined || shown !== undefined);
    show(id("ideas-taking"), taking !== undefined);
    show(id("ideas-result"), shown !== undefined);
    if (taking) this.take(state, taking);
    if (shown) this.result(state, shown);
  }

  // What the server knows of own opinions comes with the state, once for each connection.
  private learn(state: State): void {
    const says = state.me?.says;
    if (this.read === says) return;
    this.read = says;
    this.said.clear();
    for (const [idea, opinion] of Object.entries(says ?? {})) this.said.set(idea, opinion);
  }

  private take(state: State, round: IdeaRound): void {
    this.announce(`${round.idea_round}asked`, t("ideas.asked", { title: say(round.title) }));
    const able = may(state);
    const all = (round.ideas ?? []).filter((i) => i.stage === "open");
    const left = all.filter((i) => !this.said.has(i.idea)).sort((a, b) => this.turn(state, a) - this.turn(state, b));
    const judged = all.filter((i) => this.said.has(i.idea));
    const own = (round.ideas ?? []).filter((i) => i.stage !== "open" && i.person !== undefined && i.person.id === state.me?.person);
    putText(id("ideas-title"), round.title);
    show(id("idea-form"), able);
    // The idea that is being read stays, whatever comes in.
    const next = left.find((i) => i.idea === this.next?.idea) ?? left[0];
    if (next?.idea !== this.next?.idea) this.since = Date.now();
    this.next = next;
    show(id("idea-next"), able && this.next !== undefined);
    putText(id("idea-text"), this.next?.text);
    put(id("idea-left"), all.length === 0 ? t("idea.none_yet") : left.length === 0 ? t("idea.none_left") : t("idea.left", { n: left.length, of: all.length }));
    put(id("idea-terms"), together(ideaTerms(round), t("ideas.opinions")));
    this.list("idea-own", own);
    this.list("idea-judged", judged);
    show(id("idea-said"), judged.length > 0);
    put(id("idea-said-count"), String(judged.length));
  }

  private result(state: State, round: IdeaRound): void {
    this.announce(`${round.idea_round}shown`, t("ideas.shown", { title: say(round.title) }));
    putText(id("ideas-result-title"), round.title);
    put(id("ideas-result-words"), resultWords(round));
    writeReceptions(id("ideas-receptions"), state, round);
  }

  private announce(name: string, sentence: string): void {
    if (this.told.has(name)) return;
    this.told.add(name);
    announce(sentence);
  }

  // Everybody is asked in another order, so that no idea is judged by fewer than the others. FNV-1a, 32 bits.
  private turn(state: State, idea: Idea): number {
    let hash = 0x811c9dc5;
    for (const c of `${state.me?.person ?? ""} ${idea.idea}`) hash = Math.imul(hash ^ c.charCodeAt(0), 0x01000193);
    return hash >>> 0;
  }

  private list(name: string, all: readonly Idea[]): void {
    keyed(id(name), all, (i) => i.idea, (i) => this.make(i), (element, i) => this.fill(element, i));
  }

  private make(idea: Idea): HTMLElement {
    const element = row("idea-card");
    for (const opinion of opinions) part(element, opinion)?.addEventListener("click", () => void this.say(idea, opinion));
    part(element, "withdraw")?.addEventListener("click", () => void this.act("idea.withdraw", { idea: idea.idea }));
    return element;
  }

  private fill(element: HTMLElement, idea: Idea): void {
    const title = say(idea.text);
    putText(part(element, "text"), idea.text);
    put(part(element, "outcome"), idea.stage === "hidden" ? t("idea.hidden", { reason: idea.why ?? "" }) : t("idea.waits"));
    show(part(element, "outcome"), idea.stage !== "open");
    show(part(element, "opinions"), idea.stage === "open");
    show(part(element, "withdraw"), idea.stage !== "open");
    part(element, "withdraw")?.setAttribute("aria-label", t("idea.withdraw.label", { title }));
    for (const opinion of opinions) {
      const button = part(element, opinion);
      button?.setAttribute("aria-pressed", String(this.said.get(idea.idea) === opinion));
      button?.setAttribute("aria-label", t("idea.do", { name: button.textContent ?? "", title }));
    }
  }

  private async say(idea: Idea, opinion: Opinion): Promise<void> {
    if (!(await this.act("idea.say", { idea: idea.idea, opinion }))) return;
    this.said.set(idea.idea, opinion);
    const held = id("idea-next").contains(document.activeElement);
    this.show();
    if (held && id("idea-next").hidden) this.field.focus(); // the buttons have gone
  }

  // The terms that were read go with it.
  private async write(): Promise<void> {
    const round = takingIdeas(this.wire.state);
    const text = this.field.value.trim();
    if (!round || !text) return this.field.focus();
    if (this.sending) return;
    this.sending = true;
    const kept = await this.act("idea.write", { idea_round: round.idea_round, text, names: round.names });
    this.sending = false;
    if (!kept) return;
    if (this.field.value.trim() === text) this.field.value = "";
    announce(t(round.names === "none" ? "idea.sent.nobody" : "idea.sent"));
  }
}
