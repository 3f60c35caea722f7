// Polls in the hall: the question, the vote, what came of it.

import { announce } from "../lib/announce";
import { all, id, keyed, part, put, putText, row, show } from "../lib/dom";
import { fillPoll, open, optionName } from "../lib/poll";
import type { Ballot, Poll } from "../lib/pollstate";
import type { State } from "../lib/state";
import { say, t } from "../lib/text";
import { now } from "../lib/time";
import { complain } from "../lib/toast";
import type { Wire } from "../lib/wire";

export class OwnPolls {
  /** Own votes by poll and round; null for one of which nobody may know. */
  private readonly votes = new Map<string, Ballot | null>();
  private readonly told = new Set<string>();
  private readonly changing = new Set<string>();
  private read: unknown;
  private later: ReturnType<typeof setTimeout> | undefined;

  /** late says how many milliseconds behind the hall the picture is. */
  constructor(
    private readonly wire: Wire,
    private readonly late: () => number,
  ) {}

  show(): void {
    const state = this.wire.state;
    this.learn(state);
    const polls = (state.polls ?? []).filter((p) => this.due(p) && (open(p) || (p.stage === "closed" && p.shown)));
    show(id("polls"), polls.length > 0);
    keyed(id("poll-list"), polls, key, (p) => this.make(p), (element, poll) => this.fill(element, poll));
    for (const poll of polls) this.announce(poll);
  }

  // Who sees the hall late is asked when they see it asked.
  private due(poll: Poll): boolean {
    const wait = poll.opened ? Date.parse(poll.opened) + this.late() - now() : 0;
    if (wait > 0 && !this.told.has(`${key(poll)}false`)) {
      clearTimeout(this.later);
      this.later = setTimeout(() => this.show(), Math.min(wait, 30_000));
      return false;
    }
    return true;
  }

  // What the server knows of own votes comes with the state, once for each connection.
  private learn(state: State): void {
    if (!state.me?.voted || this.read === state.me.voted) return;
    this.read = state.me.voted;
    for (const poll of state.polls ?? []) {
      const own = state.me.voted[poll.poll];
      if (own !== undefined) this.votes.set(key(poll), own);
    }
  }

  private announce(poll: Poll): void {
    const name = `${key(poll)}${poll.stage === "closed"}`;
    if (this.told.has(name)) return;
    this.told.add(name);
    announce(t(poll.stage === "closed" ? "poll.shown" : "poll.asked", { title: say(poll.title) }));
  }

  private make(poll: Poll): HTMLElement {
    const element = row("poll-card");
    const form = part<HTMLFormElement>(element, "form");
    const fields = part(element, "fields");
    if (!form || !fields) return element;
    fields.append(...inputs(poll));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.vote(poll, form);
    });
    form.addEventListener("change", () => limit(poll, form));
    part(element, "again")?.addEventListener("click", () => {
      this.changing.add(key(poll));
      this.show();
    });
    return element;
  }

  private fill(element: HTMLElement, poll: Poll): void {
    const own = this.votes.get(key(poll));
    const voted = own !== undefined;
    const votes = open(poll) && (!voted || this.changing.has(key(poll)));
    fillPoll(element, this.wire.state, poll, poll.shown ? poll.result : undefined);
    show(part(element, "form"), votes);
    show(part(element, "voted"), voted && !votes);
    put(part(element, "vote"), voted ? ownWords(poll, own) : "");
    show(part(element, "again"), voted && open(poll) && !votes && poll.change === true);
  }

  private async vote(poll: Poll, form: HTMLFormElement): Promise<void> {
    const ballot = read(poll, form);
    if (!ballot) return complain(t("poll.choose"));
    const reply = await this.wire.send("poll.vote", { poll: poll.poll, ballot });
    if (!reply.ok) {
      if (reply.error?.code === "conflict") this.wire.anew(); // the vote may be there, from another device: the server knows
      return complain(reply.error?.text ?? "");
    }
    this.votes.set(key(poll), poll.secret ? null : ballot);
    this.changing.delete(key(poll));
    announce(t("poll.counted"));
    this.show();
  }
}

function key(poll: Poll): string {
  return `${poll.poll}.${poll.round}`;
}

function ownWords(poll: Poll, own: Ballot | null): string {
  if (!own) return t("poll.counted");
  const words = own.options ? own.options.map((n) => optionName(poll, n)).join(t("poll.comma")) : (own.text ?? String(own.number ?? ""));
  return t("poll.counted.as", { name: words });
}

function inputs(poll: Poll): HTMLElement[] {
  switch (poll.kind) {
    case "single":
    case "multiple":
      return (poll.options ?? []).map((option, i) => choice(poll, poll.kind === "single" ? "radio" : "checkbox", option, i + 1));
    case "scale":
      return Array.from({ length: (poll.high ?? 0) - (poll.low ?? 0) + 1 }, (_, i) => choice(poll, "radio", { "": String((poll.low ?? 0) + i) }, (poll.low ?? 0) + i));
    case "ranking":
      return [ranking(poll)];
    case "number":
    case "text": {
      const element = row("poll-field");
      const field = part<HTMLInputElement>(element, "field");
      if (field && poll.kind === "number") field.inputMode = "decimal";
      return [element];
    }
  }
}

function choice(poll: Poll, type: string, label: Readonly<Record<string, string>>, value: number): HTMLElement {
  const element = row("poll-choice");
  const field = part<HTMLInputElement>(element, "field");
  if (field) {
    field.type = type;
    field.name = key(poll);
    field.value = String(value);
  }
  if (label[""]) put(part(element, "label"), label[""]);
  else putText(part(element, "label"), label);
  return element;
}

// The best first: buttons move an option up or down, so that nobody has to drag.
function ranking(poll: Poll): HTMLElement {
  const list = document.createElement("ol");
  list.className = "poll-ranking";
  (poll.options ?? []).forEach((option, i) => {
    const element = row("poll-rank");
    element.dataset.option = String(i + 1);
    putText(part(element, "label"), option);
    const name = say(option);
    for (const [which, by] of [["up", -1], ["down", 1]] as const) {
      const button = part<HTMLButtonElement>(element, which);
      button?.setAttribute("aria-label", t(`poll.${which}`, { name }));
      button?.addEventListener("click", () => {
        const other = by < 0 ? element.previousElementSibling : element.nextElementSibling;
        if (!other) return;
        if (by < 0) other.before(element);
        else other.after(element);
        button.focus();
        announce(t("poll.ranked", { name, n: [...list.children].indexOf(element) + 1 }));
      });
    }
    list.append(element);
  });
  return list;
}

function limit(poll: Poll, form: HTMLFormElement): void {
  if (poll.kind !== "multiple" || !poll.most) return;
  const boxes = all<HTMLInputElement>("input", form);
  const full = boxes.filter((x) => x.checked).length >= poll.most;
  for (const box of boxes) box.disabled = full && !box.checked;
}

function read(poll: Poll, form: HTMLFormElement): Ballot | undefined {
  const chosen = all<HTMLInputElement>("input:checked", form).map((x) => Number(x.value));
  const field = part<HTMLInputElement>(form, "field")?.value.trim() ?? "";
  switch (poll.kind) {
    case "single":
    case "multiple":
      return chosen.length > 0 ? { options: chosen } : undefined;
    case "scale":
      return chosen[0] === undefined ? undefined : { number: chosen[0] };
    case "ranking":
      return { options: all("[data-option]", form).map((x) => Number(x.dataset.option)) };
    case "number": {
      const number = Number(field.replace(",", "."));
      return field === "" || Number.isNaN(number) ? undefined : { number };
    }
    case "text":
      return field === "" ? undefined : { text: field };
  }
}
