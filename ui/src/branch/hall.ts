// What the steward says for the hall as a whole: its own hand, and heads counted in a poll.

import { all, id, keyed, maybe, part, put, putText, row, show } from "../lib/dom";
import { open } from "../lib/poll";
import type { Poll } from "../lib/pollstate";
import { boardTerms } from "../lib/terms";
import { say, t } from "../lib/text";
import { complain } from "../lib/toast";
import type { Wire } from "../lib/wire";

export class HallVoice {
  constructor(
    private readonly wire: Wire,
    private readonly place: string,
  ) {
    id("hall-hand").addEventListener("click", () => void this.toggle());
    id("asking-form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.ask();
    });
  }

  show(): void {
    const state = this.wire.state;
    const up = this.hand();
    const button = id("hall-hand");
    show(button, state.session !== undefined && state.turn?.person.id !== this.place);
    button.setAttribute("aria-pressed", String(up !== undefined));
    put(maybe("hall-hand-words"), t(up ? "branch.hall.hand.lower" : "branch.hall.hand"));
    const board = state.board;
    show(id("asking"), board !== undefined);
    if (board) put(id("asking-terms"), boardTerms(board));
    show(id("asking-who"), board?.names !== "none");
    const polls = (state.polls ?? []).filter((p) => open(p) && !p.secret && (p.kind === "single" || p.kind === "multiple"));
    show(id("polls"), polls.length > 0);
    keyed(id("poll-list"), polls, (p) => `${p.poll}.${p.round}`, (p) => this.make(p), (element, poll) => putText(part(element, "title"), poll.title));
  }

  private hand(): string | undefined {
    return this.wire.state.hands.find((h) => h.person.id === this.place)?.hand;
  }

  private async toggle(): Promise<void> {
    const hand = this.hand();
    const reply = hand ? await this.wire.send("hand.lower", { hand }) : await this.wire.send("hand.raise", { hall: true, place: this.place });
    if (!reply.ok) complain(reply.error?.text ?? "");
  }

  // Of somebody in the hall who holds no device, under the terms that the steward has read to them.
  private async ask(): Promise<void> {
    const text = id<HTMLTextAreaElement>("asking-text");
    const name = id<HTMLInputElement>("asking-name");
    const names = this.wire.state.board?.names;
    if (!text.value.trim() || !names) return text.focus();
    const reply = await this.wire.send("question.ask", { text: text.value.trim(), names, place: this.place, name: names === "none" ? "" : name.value.trim() });
    if (!reply.ok) return complain(reply.error?.text ?? "");
    text.value = name.value = "";
    put(id("asking-said"), t("branch.asked"));
    text.focus();
  }

  private make(poll: Poll): HTMLElement {
    const element = row("heads-card");
    const form = part<HTMLFormElement>(element, "form");
    (poll.options ?? []).forEach((option) => {
      const field = row("heads-field");
      putText(part(field, "label"), option);
      form?.insertBefore(field, form.lastElementChild);
    });
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.count(poll, form, part(element, "said"));
    });
    return element;
  }

  private async count(poll: Poll, form: HTMLFormElement, said: HTMLElement | undefined): Promise<void> {
    const counts = all<HTMLInputElement>("input", form).map((x) => Number(x.value) || 0);
    const reply = await this.wire.send("poll.heads", { poll: poll.poll, place: this.place, counts });
    if (!reply.ok) return complain(reply.error?.text ?? "");
    put(said, t("branch.heads.sent", { n: counts.join(" : "), title: say(poll.title) }));
  }
}
