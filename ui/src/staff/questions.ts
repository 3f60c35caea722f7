// Questions as those who run the hall see them: what waits, what is open, what came of it.

import type { Act } from "../lib/act";
import { announce } from "../lib/announce";
import { asked } from "../lib/ask";
import { id, keyed, maybe, part, put, row, show } from "../lib/dom";
import { byWish, fillQuestion, questions, readOut, taken, wanted } from "../lib/question";
import type { Question } from "../lib/questionstate";
import type { State } from "../lib/state";
import { boardTerms } from "../lib/terms";
import { say, t } from "../lib/text";

const deeds = ["open", "relay", "unrelay", "take", "answer", "return", "defer", "merge", "hide"] as const;
type Deed = (typeof deeds)[number];

/** Which of the deeds are possible; others are those with which it may be merged. */
function can(q: Question, others: number): Readonly<Record<Deed, boolean>> {
  const open = q.stage === "open";
  const on = q.stage === "taken";
  return {
    open: q.stage === "waiting" || q.stage === "hidden",
    relay: open && !q.relayed,
    unrelay: open && q.relayed !== undefined,
    take: open,
    answer: open || on || q.stage === "later",
    return: on || q.stage === "answered" || q.stage === "later",
    defer: open || on || q.stage === "later",
    merge: (open || q.stage === "waiting") && others > 0,
    hide: open || q.stage === "waiting",
  };
}

/** The dialogs and rows that both the chair's and the moderator's page have. */
export class Questions {
  private state: State | undefined;
  private floor = "";

  constructor(private readonly act: Act) {
    maybe("board-form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      const names = document.querySelector<HTMLInputElement>('#board-form [name="names"]:checked')?.value ?? "all";
      void this.act("questions.open", { names, approve: id<HTMLInputElement>("board-approve").checked });
    });
    maybe("board-close")?.addEventListener("click", () => void this.act("questions.close"));
    maybe<HTMLFormElement>("behalf-form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.behalf();
    });
  }

  show(state: State): void {
    this.state = state;
    show(maybe("board-form"), state.board === undefined);
    show(maybe("board-open"), state.board !== undefined);
    show(maybe("behalf-form"), state.board !== undefined);
    if (state.board) put(maybe("board-terms"), boardTerms(state.board));
    const open = questions(state, "open").sort(byWish(state));
    this.list("question-taken", questions(state, "taken"));
    this.list("question-relayed", open.filter((q) => q.relayed).sort((a, b) => (a.relayed ?? "").localeCompare(b.relayed ?? "")));
    this.list("question-waiting", questions(state, "waiting"));
    this.list("question-open", open.filter((q) => !q.relayed));
    this.list("question-done", questions(state, "answered", "later", "hidden").reverse());
    put(maybe("question-hint"), t("question.counts", { n: questions(state, "waiting").length, of: open.length }));
    const now = taken(state)?.question ?? "";
    if (now !== this.floor && now) announce(t("question.on_floor", { title: say(taken(state)?.text) }));
    this.floor = now;
  }

  /** What the chair does next: what is on the floor is answered, else the first that was put before them is taken. */
  next(): void {
    const state = this.state;
    if (!state) return;
    const on = taken(state);
    if (on) return void this.act("question.answer", { question: on.question });
    const first = questions(state, "open").filter((q) => q.relayed).sort((a, b) => (a.relayed ?? "").localeCompare(b.relayed ?? ""))[0];
    if (first) void this.act("question.take", { question: first.question });
  }

  private list(name: string, all: readonly Question[]): void {
    const list = maybe(name);
    if (!list) return;
    keyed(list, all, (q) => q.question, (q) => this.make(q), (element, q) => this.fill(element, q));
    show(maybe(`${name}-empty`), all.length === 0);
    put(maybe(`${name}-count`), all.length > 0 ? String(all.length) : "");
  }

  private make(q: Question): HTMLElement {
    const element = row("question-card");
    for (const deed of deeds) part(element, deed)?.addEventListener("click", () => void this.do(deed, q.question));
    return element;
  }

  private fill(element: HTMLElement, q: Question): void {
    const state = this.state;
    if (!state) return;
    fillQuestion(element, state, q);
    const wish = wanted(state, q);
    put(part(element, "votes"), wish > 0 ? t("question.votes", { n: wish }) : "");
    put(part(element, "read"), q.stage === "taken" || q.relayed ? readOut(state, q) : "");
    const possible = can(q, this.others(q.question).length);
    for (const deed of deeds) {
      const button = part(element, deed);
      const focused = button === document.activeElement;
      show(button, possible[deed]);
      button?.setAttribute("aria-label", t("question.do", { name: button.textContent ?? "", title: say(q.text) }));
      if (focused && !possible[deed]) element.querySelector<HTMLButtonElement>("button:not([hidden])")?.focus();
    }
  }

  private async do(deed: Deed, question: string): Promise<void> {
    const fields = await this.fields(deed, question);
    if (fields) await this.act(`question.${deed}`, { question, ...fields });
  }

  /** What has to be said with a deed; undefined when it was given up. */
  private async fields(deed: Deed, question: string): Promise<Record<string, unknown> | undefined> {
    const q = (this.state?.questions ?? []).find((x) => x.question === question);
    const title = say(q?.text);
    switch (deed) {
      case "hide":
        return named(await asked("hide", title), { why: "hide-why" });
      case "answer":
        if (q?.stage === "taken") return {}; // it was answered where everybody heard it
        return named(await asked("answer", title), { text: "answer-text" });
      case "defer":
        return named(await asked("defer", title), { name: "defer-owner", due: "defer-due" });
      case "merge":
        id<HTMLSelectElement>("merge-into").replaceChildren(...this.others(question).map((x) => new Option(say(x.text), x.question)));
        return named(await asked("merge", title), { into: "merge-into" });
      default:
        return {};
    }
  }

  private others(question: string): Question[] {
    return this.state ? questions(this.state, "open", "waiting").filter((x) => x.question !== question) : [];
  }

  private async behalf(): Promise<void> {
    const names = this.state?.board?.names;
    const text = value("behalf-text");
    if (!names || !text) return;
    if (await this.act("question.ask", { text, names, place: value("behalf-place"), name: value("behalf-name") })) id<HTMLFormElement>("behalf-form").reset();
  }
}

function value(name: string): string {
  return id<HTMLInputElement>(name).value.trim();
}

/** What was said in a dialog as the fields of a command. */
function named(given: Readonly<Record<string, string>> | undefined, fields: Readonly<Record<string, string>>): Record<string, unknown> | undefined {
  return given && Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, given[field]]));
}
