// Runs the cases of internal/roll/door/testdata/vectors.json in this browser. A test page
// imports it and shows what comes back: nothing, when scanner and server agree.

import { decide, type List, type Scan, type Verdict } from "./door";
import { verify } from "./pass";

export interface Vectors {
  readonly lists: Readonly<Record<string, List>>;
  readonly cases: readonly { readonly story: string; readonly list: string; readonly scan: Scan; readonly want: Verdict }[];
}

/** The cases that come out differently, each in a line; and how many were run. */
export async function run(vectors: Vectors): Promise<{ ran: number; faults: string[] }> {
  const faults: string[] = [];
  for (const { story, list, scan, want } of vectors.cases) {
    const { verdict, verified } = await decide(vectors.lists[list]!, scan, verify);
    if (!verified) faults.push(`${story}: this browser cannot check signatures`);
    else if (sorted(verdict) !== sorted(want)) faults.push(`${story}: ${sorted(verdict)}, want ${sorted(want)}`);
  }
  return { ran: vectors.cases.length, faults };
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => (v && typeof v === "object" && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v));
}
