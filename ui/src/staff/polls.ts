// Polls as the chair makes, opens, closes and shows them.

import type { Act } from "../lib/act";
import { all, id, keyed, part, put, row, show } from "../lib/dom";
import { fillPoll, open, turnout } from "../lib/poll";
import type { Poll } from "../lib/pollstate";
import type { State } from "../lib/state";
import { newOp } from "../lib/op";
import { say, t } from "../lib/text";

const deeds = ["open", "close", "show", "hide", "reopen", "reset", "drop"] as const;
type Deed = (typeof deeds)[number];

export class Polls {
  private readonly dialog = id<HTMLDialogElement>("poll-dialog");
  private readonly form = id<HTMLFormElement>("poll-form");
  private set = "";
  private written = 0;
  private polls: readonly Poll[] = [];

  constructor(private readonly act: Act) {
    id("poll-new").addEventListener("click", () => this.begin());
    id("poll-feedback").addEventListener("click", () => void this.act("poll.feedback"));
    id("poll-cancel").addEventListener("click", () => this.dialog.close());
    id("poll-kind").addEventListener("change", () => this.fit());
    id("poll-secret").addEventListener("change", () => this.fit());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.make(event.submitter?.id === "poll-more");
    });
  }

  show(state: State): void {
    const polls = [...(state.polls ?? [])].reverse();
    this.polls = state.polls ?? [];
    keyed(id("polls"), polls, (p) => p.poll, (p) => this.card(p), (element, poll) => this.fill(element, state, poll));
    show(id("polls-empty"), polls.length === 0);
    show(id("poll-feedback"), state.session !== undefined && !polls.some((p) => p.feedback && p.session === state.session?.id));
  }

  /** Opens the form for a new poll. */
  begin(): void {
    this.set = "";
    this.written = 0;
    this.clear();
    this.dialog.showModal();
    all<HTMLInputElement>("[data-title]", this.form)[0]?.focus();
  }

  private clear(): void {
    this.form.reset();
    this.fit();
    show(id("poll-set"), this.set !== "");
    put(id("poll-set"), t("poll.set.next", { n: this.written + 1 }));
  }

  /** The polls of a set in the order in which they were made. */
  private together(set: string | undefined): Poll[] {
    return set ? this.polls.filter((p) => p.set === set) : [];
  }

  /** Does the same with all polls of a set of which it can be done. */
  private async whole(poll: Poll): Promise<void> {
    const deed = next(poll);
    for (const p of this.together(poll.set)) {
      if (deed && next(p) === deed && !(await this.act(`poll.${deed}`, { poll: p.poll }))) return;
    }
  }

  private card(poll: Poll): HTMLElement {
    const element = row("poll-card");
    for (const deed of deeds) part(element, deed)?.addEventListener("click", () => void this.act(`poll.${deed}`, { poll: poll.poll }));
    part(element, "all")?.addEventListener("click", () => {
      const now = this.polls.find((p) => p.poll === poll.poll);
      if (now) void this.whole(now);
    });
    return element;
  }

  private fill(element: HTMLElement, state: State, poll: Poll): void {
    const tally = state.tallies?.[poll.poll];
    const result = open(poll) ? (tally?.round === poll.round ? tally.result : undefined) : poll.result;
    fillPoll(element, state, poll, result);
    put(part(element, "stage"), t(`poll.stage.${poll.stage === "closed" && poll.shown ? "shown" : poll.stage}`));
    if (poll.stage === "draft") put(part(element, "turnout"), "");
    put(part(element, "places"), open(poll) ? this.places(state, poll) : "");
    put(part(element, "heads"), (poll.heads ?? []).map((h) => t("poll.heads.of", { place: this.place(state, h.place), name: say(h.by.name), n: h.counts.join(" : ") })).join("\n"));
    const set = this.together(poll.set);
    put(part(element, "set"), set.length > 1 ? t("poll.set", { n: set.findIndex((p) => p.poll === poll.poll) + 1, of: set.length }) : "");
    const deed = next(poll);
    const same = set.filter((p) => next(p) === deed).length;
    show(part(element, "all"), deed !== "" && same > 1);
    if (deed !== "") put(part(element, "all"), t(`poll.set.${deed}`, { n: same }));
    const closed = poll.stage === "closed";
    const can: Record<Deed, boolean> = {
      open: poll.stage === "draft", close: poll.stage === "voting", show: closed && !poll.shown, hide: closed && poll.shown === true,
      reopen: closed && !poll.secret, reset: closed, drop: poll.stage === "draft" || closed,
    };
    for (const deed of deeds) {
      const button = part(element, deed);
      const focused = button === document.activeElement;
      show(button, can[deed]);
      button?.setAttribute("aria-label", t("poll.do", { name: t(`poll.${deed}`), title: say(poll.title) }));
      if (focused && !can[deed]) all<HTMLButtonElement>("button:not([hidden])", element)[0]?.focus();
    }
  }

  private places(state: State, poll: Poll): string {
    const x = turnout(state, poll);
    if (!x) return "";
    return state.places
      .filter((p) => (x.places[p.id] ?? 0) > 0 || (x.of[p.id] ?? 0) > 0)
      .map((p) => t("poll.place", { place: say(p.name), n: x.places[p.id] ?? 0, of: Math.max(x.of[p.id] ?? 0, x.places[p.id] ?? 0) }))
      .join(" · ");
  }

  private place(state: State, place: string): string {
    return say(state.places.find((p) => p.id === place)?.name);
  }

  private value(name: string): string {
    return id<HTMLInputElement>(name).value;
  }

  // What a kind does not have is not asked for.
  private fit(): void {
    const kind = this.value("poll-kind");
    for (const part of all("[data-for]", this.form)) show(part, (part.dataset.for ?? "").split(" ").includes(kind));
    const secret = id<HTMLInputElement>("poll-secret").checked;
    const change = id<HTMLInputElement>("poll-change");
    change.disabled = secret;
    if (secret) change.checked = false;
  }

  private async make(more: boolean): Promise<void> {
    const kind = this.value("poll-kind");
    const chooses = ["single", "multiple", "ranking"].includes(kind);
    const title: Record<string, string> = {};
    for (const field of all<HTMLInputElement>("[data-title]", this.form)) title[field.dataset.title ?? ""] = field.value;
    const options: Record<string, string>[] = [];
    for (const field of all<HTMLTextAreaElement>("[data-options]", this.form)) {
      const lines = field.value.split("\n").map((x) => x.trim()).filter(Boolean);
      lines.forEach((line, i) => ((options[i] ??= {})[field.dataset.options ?? ""] = line));
    }
    const draft = {
      kind, title,
      ...(chooses ? { options } : {}),
      ...(kind === "multiple" ? { most: Number(this.value("poll-most")) || 0 } : {}),
      ...(kind === "scale" ? { low: Number(this.value("poll-low")), high: Number(this.value("poll-high")) } : {}),
      secret: id<HTMLInputElement>("poll-secret").checked,
      present: id<HTMLInputElement>("poll-present").checked,
      change: id<HTMLInputElement>("poll-change").checked,
    };
    if (more && this.set === "") this.set = newOp();
    if (!(await this.act("poll.make", { draft: this.set ? { ...draft, set: this.set } : draft }))) return;
    if (!more) return this.dialog.close();
    this.written++;
    this.clear();
    all<HTMLInputElement>("[data-title]", this.form)[0]?.focus();
  }
}

/** What is likely to be done next with a poll. */
function next(poll: Poll): "open" | "close" | "show" | "" {
  if (poll.stage === "draft") return "open";
  if (poll.stage === "voting") return "close";
  return poll.stage === "closed" && !poll.shown ? "show" : "";
}
