// The queue as the chair sees it, and the floor.

import type { Act } from "../lib/act";
import { announce } from "../lib/announce";
import { all, id, keyed, maybe, part, put, putText, row, show } from "../lib/dom";
import { queue, shares } from "../lib/queue";
import { placeName, type Hand, type Rule, type State } from "../lib/state";
import { say, t } from "../lib/text";
import { clock, now, since } from "../lib/time";
import { writeTurn, writeTurnClock } from "../lib/turn";

export class Queue {
  private state: State | undefined;
  private known = new Set<string>();

  private held = "";
  private readonly rule = id<HTMLSelectElement>("rule");

  constructor(private readonly act: Act) {
    // Whoever goes through the list with the keyboard passes rules that they do not mean.
    this.rule.addEventListener("change", () => this.offer());
    id("rule-set").addEventListener("click", () => void this.choose(this.rule.value as Rule));
    id("time").addEventListener("change", () => void this.act("queue.time", { seconds: Number(id<HTMLSelectElement>("time").value) }));
    id("extend").addEventListener("click", () => void this.act("turn.extend", { seconds: 60 }));
    id("take").addEventListener("click", () => this.take());
  }

  show(state: State): void {
    this.tell(state);
    this.state = state;
    const list = id("hands");
    const focused = list.contains(document.activeElement) ? [...list.children].findIndex((x) => x.contains(document.activeElement)) : -1;
    keyed(list, queue(state), (h) => h.hand, (h) => this.make(h), (element, hand) => this.fill(element, hand));
    // Whoever sat on a row that has gone goes on with the next one.
    if (focused >= 0 && !list.contains(document.activeElement)) this.focus(Math.min(focused, state.hands.length - 1));
    show(maybe("hands-empty"), state.hands.length === 0);
    put(maybe("hands-count"), state.hands.length > 0 ? String(state.hands.length) : "");
    if (this.held !== (state.rule ?? "")) this.rule.value = this.held = state.rule ?? "";
    this.offer();
    put(id("rule-why"), state.why ?? "");
    const time = id<HTMLSelectElement>("time");
    if (document.activeElement !== time) time.value = String(state.time ?? 0);
    show(id("extend"), (state.turn?.seconds ?? 0) > 0);
    writeTurn(state);
    this.places(state);
    this.tick();
  }

  tick(): void {
    const state = this.state;
    if (!state) return;
    const raised = new Map(state.hands.map((h) => [h.hand, h.raised]));
    for (const element of all("#hands > li")) {
      const at = raised.get(element.dataset.key ?? "");
      if (at) put(part(element, "wait"), clock(since(at)));
    }
    writeTurnClock(state);
    const places = shares(state, now());
    const had = new Map(places.map((x) => [x.place, x]));
    const asked = places.reduce((sum, x) => sum + x.turns + x.waiting, 0);
    const spoken = places.reduce((sum, x) => sum + x.spoken, 0);
    show(id("fair-legend"), spoken > 0);
    for (const element of all("#places > li")) {
      const share = had.get(element.dataset.key ?? "");
      const fair = part(element, "fair");
      show(fair, spoken > 0);
      fair?.style.setProperty("--asked", String(share ? (share.turns + share.waiting) / Math.max(1, asked) : 0));
      fair?.style.setProperty("--spoken", String(share ? share.spoken / Math.max(1, spoken) : 0));
      put(part(element, "share"), share ? t("queue.share", { n: share.turns, time: clock(share.spoken), wait: clock(share.wait) }) : "");
    }
  }

  /** Gives the floor to the focused hand, else to the first. */
  giveFirst(): void {
    const focused = document.activeElement?.closest<HTMLElement>("#hands > li")?.dataset.key;
    const hand = focused ?? (this.state && queue(this.state)[0]?.hand);
    if (hand) void this.give(hand);
  }

  // By the rule another hand may be next: then everybody can read why it is this one.
  private async give(hand: string): Promise<void> {
    const state = this.state;
    const next = state && queue(state)[0]?.hand;
    if (!state || state.rule === "free" || next === hand) return void (await this.act("turn.give", { hand }));
    const name = say(state.hands.find((h) => h.hand === hand)?.person.name ?? {});
    const why = await ask(t("queue.why.turn", { name }));
    if (why) await this.act("turn.give", { hand, why });
  }

  private async choose(rule: Rule): Promise<void> {
    const why = rule === "free" ? await ask(t("queue.why.free")) : "";
    const done = (rule !== "free" || why !== "") && (await this.act("queue.rule", { rule, why }));
    if (!done) this.rule.value = this.held;
    this.offer();
    this.rule.focus();
  }

  private offer(): void {
    show(id("rule-set"), this.rule.value !== this.held);
  }

  take(): void {
    if (this.state?.turn) void this.act("turn.end");
  }

  /** Moves the focus along the queue. */
  move(by: number): void {
    const rows = all("#hands > li");
    this.focus(Math.max(0, Math.min(rows.length - 1, rows.findIndex((x) => x.contains(document.activeElement)) + by)));
  }

  private focus(index: number): void {
    const element = all("#hands > li")[index];
    if (element) part(element, "give")?.focus();
  }

  private make(hand: Hand): HTMLElement {
    const element = row("hand-row");
    part(element, "give")?.addEventListener("click", () => void this.give(hand.hand));
    part(element, "lower")?.addEventListener("click", () => void this.act("hand.lower", { hand: hand.hand }));
    return element;
  }

  private fill(element: HTMLElement, hand: Hand): void {
    const name = say(hand.person.name);
    putText(part(element, "name"), hand.person.name);
    put(part(element, "organisation"), [say(hand.person.organisation), say(hand.person.post)].filter(Boolean).join(" · "));
    put(part(element, "same"), hand.same?.length ? t("hall.hand.same.n", { n: hand.same.length }) : "");
    put(part(element, "from"), t(`console.from.${hand.from}`));
    put(part(element, "place"), this.state ? say(placeName(this.state, hand.place)) : "");
    part(element, "give")?.setAttribute("aria-label", t("console.give.label", { name }));
    part(element, "lower")?.setAttribute("aria-label", t("console.lower.label", { name }));
  }

  private places(state: State): void {
    keyed(
      id("places"),
      state.places,
      (p) => p.id,
      () => row("place-row"),
      (element, place) => {
        putText(part(element, "name"), place.name);
        const n = state.hands.filter((h) => h.place === place.id).length;
        put(part(element, "count"), n > 0 ? String(n) : "");
        element.classList.toggle("speaking", state.turn?.place === place.id);
      },
    );
  }

  private tell(state: State): void {
    for (const hand of state.hands) {
      if (this.state && !this.known.has(hand.hand)) announce(t("console.hand.new", { name: say(hand.person.name), place: say(placeName(state, hand.place)) }));
    }
    this.known = new Set(state.hands.map((h) => h.hand));
    if (!this.state || state.turn?.hand === this.state.turn?.hand) return;
    announce(state.turn ? t("console.given", { name: say(state.turn.person.name) }) : t("console.taken"));
  }
}

/** Asks for a reason; "" when there is to be none. */
function ask(title: string): Promise<string> {
  const dialog = id<HTMLDialogElement>("why-dialog");
  const field = id<HTMLInputElement>("why");
  put(id("why-title"), title);
  field.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  field.focus();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" ? field.value.trim() : ""), { once: true }));
}
