// Runs the cases of internal/roll/door/testdata/vectors.json in this browser. A test page
// imports it and shows what comes back: nothing, when scanner and server agree.

import { decide, seen, type List, type Scan, type Verdict } from "./door";
import { verify } from "./pass";

export interface Vectors {
  readonly lists: Readonly<Record<string, List>>;
  readonly cases: readonly { readonly story: string; readonly list: string; readonly scan: Scan; readonly want: Verdict }[];
  readonly walks: readonly { readonly story: string; readonly list: string; readonly steps: readonly { readonly gate: string; readonly scan: Scan; readonly want: Verdict }[] }[];
}

/** The cases and walks that come out differently, each in a line; and how many were run. */
export async function run(vectors: Vectors): Promise<{ ran: number; faults: string[] }> {
  const faults: string[] = [];
  const compare = async (story: string, list: List, scan: Scan, want: Verdict): Promise<Verdict> => {
    const { verdict, verified } = await decide(list, scan, verify);
    if (!verified) faults.push(`${story}: this browser cannot check signatures`);
    else if (sorted(verdict) !== sorted(want)) faults.push(`${story}: ${sorted(verdict)}, want ${sorted(want)}`);
    return verdict;
  };
  for (const { story, list, scan, want } of vectors.cases) await compare(story, vectors.lists[list]!, scan, want);
  for (const { story, list, steps } of vectors.walks) {
    const gates = new Map<string, List>();
    for (const { gate, scan, want } of steps) {
      const at = gates.get(gate) ?? vectors.lists[list]!;
      const verdict = await compare(story, at, scan, want);
      gates.set(gate, verdict.welcome && verdict.person ? seen(at, verdict.person, scan.at, scan.out ?? false) : at);
    }
  }
  return { ran: vectors.cases.length + vectors.walks.length, faults };
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => (v && typeof v === "object" && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v));
}
