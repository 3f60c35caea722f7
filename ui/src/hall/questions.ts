// The board of questions in the hall: what others ask, and one's own.

import { acting, type Act } from "../lib/act";
import { announce } from "../lib/announce";
import { id, keyed, part, put, row, show } from "../lib/dom";
import { byWish, fillQuestion, questions, wanted } from "../lib/question";
import type { Question } from "../lib/questionstate";
import { may, type State } from "../lib/state";
import { boardTerms } from "../lib/terms";
import { say, t } from "../lib/text";
import type { Wire } from "../lib/wire";

export class OwnQuestions {
  private readonly wants = new Set<string>();
  private readonly form = id<HTMLFormElement>("question-form");
  private readonly field = id<HTMLTextAreaElement>("question-text");
  private read: unknown;
  private floor = "";
  private sending = false;
  private readonly act: Act;

  constructor(private readonly wire: Wire) {
    this.act = acting(wire);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.ask();
    });
  }

  show(): void {
    const state = this.wire.state;
    this.learn(state);
    const mine = (q: Question) => q.person !== undefined && q.person.id === state.me?.person;
    const open = [...questions(state, "taken"), ...questions(state, "open").sort(byWish(state))];
    const own = questions(state, "waiting", "hidden").filter(mine);
    const done = questions(state, "answered", "later").reverse();
    show(id("questions"), state.board !== undefined || open.length + own.length + done.length > 0);
    show(this.form, state.board !== undefined && may(state));
    if (state.board) {
      put(id("question-terms"), boardTerms(state.board));
    }
    this.list("question-own", own, state);
    this.list("question-open", open, state);
    this.list("question-done", done, state);
    show(id("question-past"), done.length > 0);
    put(id("question-past-count"), String(done.length));
    show(id("question-empty"), state.board !== undefined && open.length + own.length === 0);
    this.tell(state);
  }

  private learn(state: State): void {
    const wants = state.me?.wants;
    if (this.read === wants) return;
    this.read = wants;
    this.wants.clear();
    for (const q of wants ?? []) this.wants.add(q);
  }

  private tell(state: State): void {
    const now = questions(state, "taken")[0];
    if (now && now.question !== this.floor) announce(t("question.on_floor", { title: say(now.text) }));
    this.floor = now?.question ?? "";
  }

  private list(name: string, all: readonly Question[], state: State): void {
    keyed(id(name), all, (q) => q.question, (q) => this.make(q), (element, q) => this.fill(element, state, q));
  }

  private make(q: Question): HTMLElement {
    const element = row("question-card");
    part(element, "want")?.addEventListener("click", () => void this.want(q.question));
    part(element, "withdraw")?.addEventListener("click", () => void this.act("question.withdraw", { question: q.question }));
    return element;
  }

  private fill(element: HTMLElement, state: State, q: Question): void {
    fillQuestion(element, state, q);
    const votable = (q.stage === "open" || q.stage === "taken") && may(state);
    const want = part(element, "want");
    show(want, votable);
    want?.setAttribute("aria-pressed", String(this.wants.has(q.question)));
    want?.setAttribute("aria-label", t("question.want.label", { n: wanted(state, q), title: say(q.text) }));
    put(part(element, "votes"), String(wanted(state, q)));
    const own = q.person !== undefined && q.person.id === state.me?.person;
    const withdraw = part(element, "withdraw");
    show(withdraw, own && (q.stage === "open" || q.stage === "waiting") && !q.parts?.length);
    withdraw?.setAttribute("aria-label", t("question.withdraw.label", { title: say(q.text) }));
  }

  private async want(question: string): Promise<void> {
    const wants = !this.wants.has(question);
    if (!(await this.act("question.support", { question, wanted: wants }))) return;
    if (wants) this.wants.add(question);
    else this.wants.delete(question);
    this.show();
  }

  // Under which terms it is asked goes with it: when they have changed meanwhile, it is not taken.
  private async ask(): Promise<void> {
    const text = this.field.value.trim();
    const names = this.wire.state.board?.names;
    if (!text || !names) return this.field.focus();
    if (this.sending) return;
    this.sending = true;
    const kept = await this.act("question.ask", { text, names });
    this.sending = false;
    if (!kept) return;
    if (this.field.value.trim() === text) this.field.value = "";
    announce(t(names === "none" ? "question.asked.nobody" : "question.asked"));
  }
}
