// Runs the cases of internal/floor/testdata/queue.json in this browser. A test page imports it.

import { queue } from "../lib/queue";
import type { State } from "../lib/state";

export { shares } from "../lib/queue";

/** The cases in which the hands come out in another order, each in a line; and how many were run. */
export function run(cases: readonly { readonly state: State; readonly want: readonly string[] }[]): { ran: number; faults: string[] } {
  const got = cases.map((c) => queue({ ...c.state, hands: c.state.hands ?? [] }).map((h) => h.hand).join(" "));
  return { ran: got.length, faults: got.flatMap((x, i) => (x === cases[i]!.want.join(" ") ? [] : [`${i} ${cases[i]!.state.rule ?? ""}: ${x}, want ${cases[i]!.want.join(" ")}`])) };
}
