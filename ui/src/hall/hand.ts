// Raising a hand, and where it stands in the queue.

import { announce } from "../lib/announce";
import { id, keyed, maybe, part, put, putText, row, show } from "../lib/dom";
import { queue } from "../lib/queue";
import { placeName, type Hand, type State } from "../lib/state";
import { say, t } from "../lib/text";
import { clock, since } from "../lib/time";
import { complain } from "../lib/toast";
import type { Wire } from "../lib/wire";

export class OwnHand {
  private busy = false;
  private place = 0;

  constructor(private readonly wire: Wire) {
    id("raise").addEventListener("click", () => void this.raise());
    id("lower").addEventListener("click", () => void this.lower());
  }

  /** Raises the hand, or lowers the one that is up. */
  toggle(): void {
    void (this.own() ? this.lower() : this.raise());
  }

  show(): void {
    const state = this.wire.state;
    const hand = this.own();
    const may = state.me?.roles?.includes("delegate") ?? false;
    const speaking = state.turn?.person.id === state.me?.person;
    show(maybe("hand-controls"), may);
    show(id("raise"), !hand);
    show(maybe("hand"), hand !== undefined);
    const button = id<HTMLButtonElement>("raise");
    button.disabled = this.busy || !state.session || speaking;
    put(maybe("raise-note"), state.session ? "" : t("hall.hand.closed"));
    this.tell(hand ? queue(state).indexOf(hand) + 1 : 0);
    this.tick();
  }

  /** Writes how long the hand has been up. */
  tick(): void {
    const hand = this.own();
    if (hand) put(maybe("hand-wait"), t("hall.hand.waiting", { time: clock(since(hand.raised)) }));
  }

  private tell(place: number): void {
    if (place === this.place) return;
    if (place > 0) {
      const sentence = place === 1 ? t("hall.hand.next") : t("hall.hand.place", { n: place });
      put(maybe("hand-place"), sentence);
      announce(sentence);
    } else if (this.wire.state.turn?.person.id !== this.wire.state.me?.person) {
      announce(t("hall.hand.lowered"));
    }
    this.place = place;
  }

  private own(): Hand | undefined {
    return this.wire.state.hands.find((h) => h.person.id === this.wire.state.me?.person);
  }

  private async raise(): Promise<void> {
    if (this.own() || id<HTMLButtonElement>("raise").disabled) return;
    await this.act("hand.raise");
    if (this.own()) maybe("lower")?.focus();
  }

  private async lower(): Promise<void> {
    const hand = this.own();
    if (!hand) return;
    await this.act("hand.lower", { hand: hand.hand });
    if (!this.own()) maybe("raise")?.focus();
  }

  private async act(deed: string, fields: Record<string, unknown> = {}): Promise<void> {
    this.busy = true;
    this.show();
    const reply = await this.wire.send(deed, fields);
    this.busy = false;
    this.show();
    if (!reply.ok) complain(reply.error?.text ?? "");
  }
}

/** Writes the queue: who, from where, how long. */
export function writeQueue(state: State): void {
  const list = id("hands");
  keyed(
    list,
    queue(state),
    (h) => h.hand,
    () => row("hand-row"),
    (element, hand) => {
      putText(part(element, "name"), hand.person.name);
      put(part(element, "from"), [say(hand.person.organisation), say(placeName(state, hand.place))].filter(Boolean).join(" · "));
      element.classList.toggle("own", hand.person.id === state.me?.person);
    },
  );
  put(maybe("queue-rule"), [t(`queue.rule.${state.rule || "arrival"}`), state.why].filter(Boolean).join(": "));
  show(maybe("hands-empty"), state.hands.length === 0);
  put(maybe("hands-count"), state.hands.length > 0 ? String(state.hands.length) : "");
}
