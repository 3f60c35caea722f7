// In which order hands come to the floor: internal/floor/queue.go, which is held to the
// same cases (internal/floor/testdata/queue.json).

import type { Hand, Past, State } from "./state";
import type { Text } from "./text";

/** The hands in the order in which the rule brings them to the floor. */
export function queue({ rule = "", hands, had = [] }: Pick<State, "rule" | "hands" | "had">): readonly Hand[] {
  switch (rule) {
    case "places":
      return alternate(hands, had, (h) => h.place, (p) => p.place);
    case "organisation":
      return alternate(hands, had, (h) => side(h.person.organisation, h.person.id), (p) => side(p.organisation, p.person));
    case "newcomers": {
      const turns = (hand: Hand) => had.filter((p) => p.person === hand.person.id).length;
      return hands.toSorted((a, b) => turns(a) - turns(b));
    }
    default:
      return hands;
  }
}

// Whoever has no organisation speaks for themselves.
function side(organisation: Text | undefined, person: string): string {
  const names = Object.entries(organisation ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return names.map(([language, name]) => `${language}=${name}\n`).join("") || person;
}

// The one whose last turn is longest ago comes first.
function alternate(hands: readonly Hand[], had: readonly Past[], of: (hand: Hand) => string, turn: (past: Past) => string): Hand[] {
  const last = new Map(had.map((p, i) => [turn(p), i + 1]));
  const ago = (hand: Hand) => last.get(of(hand)) ?? 0;
  const waiting = [...hands];
  const order: Hand[] = [];
  while (waiting.length > 0) {
    let next = 0;
    waiting.forEach((h, i) => {
      if (ago(h) < ago(waiting[next]!)) next = i;
    });
    const [hand] = waiting.splice(next, 1);
    order.push(hand!);
    last.set(of(hand!), had.length + order.length);
  }
  return order;
}

/** What a place has had of the floor, beside what it asks for. */
export interface Share {
  readonly place: string;
  readonly waiting: number;
  readonly turns: number;
  /** Milliseconds, as of now. */
  readonly spoken: number;
  /** The median from hand to floor in milliseconds; of those who still wait, so far. */
  readonly wait: number;
}

/** The share of each place that has asked for the floor, in the order in which they first did. */
export function shares({ hands, had = [] }: Pick<State, "hands" | "had">, now: number): Share[] {
  const places = [...new Set([...had, ...hands].map((x) => x.place))];
  return places.map((place) => {
    const mine = had.filter((p) => p.place === place);
    const up = hands.filter((h) => h.place === place);
    const given = (p: Past) => Date.parse(p.given);
    const waits = [...mine.map((p) => given(p) - Date.parse(p.raised ?? p.given)), ...up.map((h) => now - Date.parse(h.raised))].sort((a, b) => a - b);
    const spoken = mine.reduce((sum, p) => sum + (p.ended ? Date.parse(p.ended) : now) - given(p), 0);
    return { place, waiting: up.length, turns: mine.length, spoken, wait: waits[Math.floor(waits.length / 2)] ?? 0 };
  });
}
