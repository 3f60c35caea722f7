// Raising a hand, and where it stands in the queue.

import { announce } from "../lib/announce";
import { id, keyed, maybe, part, put, putText, row, show } from "../lib/dom";
import { queue } from "../lib/queue";
import { placeName, type Hand } from "../lib/state";
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

/** Writes the queue: who, from where, how many would say the same. */
export function writeQueue(wire: Wire): void {
  const state = wire.state;
  const may = (state.me?.roles?.some((r) => r === "delegate" || r === "speaker") ?? false) && !state.hands.some((h) => h.person.id === state.me?.person);
  const list = id("hands");
  keyed(
    list,
    queue(state),
    (h) => h.hand,
    (h) => joinable(wire, h),
    (element, hand) => {
      putText(part(element, "name"), hand.person.name);
      put(part(element, "from"), [say(hand.person.organisation), hand.person.id === hand.place ? "" : say(placeName(state, hand.place))].filter(Boolean).join(" · "));
      element.classList.toggle("own", hand.person.id === state.me?.person);
      const same = part(element, "same");
      const n = hand.same?.length ?? 0;
      const joined = hand.same?.includes(state.me?.person ?? "") ?? false;
      show(same, (may && hand.person.id !== state.me?.person) || joined || n > 0);
      same?.setAttribute("aria-pressed", String(joined));
      (same as HTMLButtonElement | undefined)?.toggleAttribute("disabled", !may && !joined);
      put(same, n > 0 ? t("hall.hand.same.n", { n }) : t("hall.hand.same"));
    },
  );
  put(maybe("queue-rule"), [t(`queue.rule.${state.rule || "arrival"}`), state.why].filter(Boolean).join(": "));
  show(maybe("hands-empty"), state.hands.length === 0);
  put(maybe("hands-count"), state.hands.length > 0 ? String(state.hands.length) : "");
}

// Who would say the same says so with one touch, and takes it back with another.
function joinable(wire: Wire, hand: Hand): HTMLElement {
  const element = row("hand-row");
  part(element, "same")?.addEventListener("click", async () => {
    const joined = wire.state.hands.find((h) => h.hand === hand.hand)?.same?.includes(wire.state.me?.person ?? "");
    const reply = await wire.send(joined ? "hand.leave" : "hand.join", { hand: hand.hand });
    if (!reply.ok) complain(reply.error?.text ?? "");
  });
  return element;
}
