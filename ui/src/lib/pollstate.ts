// The polls of a hall and how entries change them: docs/protocol.md, section 4.

import type { State, Who } from "./state";
import type { Text } from "./text";

export type PollKind = "single" | "multiple" | "scale" | "ranking" | "number" | "text";

export interface Result {
  readonly voters: number;
  readonly counts?: readonly number[];
  readonly points?: readonly number[];
  readonly mean?: number;
  readonly median?: number;
  readonly texts?: readonly { readonly text: string; readonly count: number }[];
}

export interface Headcount {
  readonly place: string;
  readonly counts: readonly number[];
  readonly by: Who;
}

export interface Poll {
  /** Polls of one set are put together. */
  readonly set?: string;
  readonly poll: string;
  readonly kind: PollKind;
  readonly title: Text;
  readonly options?: readonly Text[];
  readonly most?: number;
  readonly low?: number;
  readonly high?: number;
  readonly secret?: boolean;
  readonly present?: boolean;
  readonly change?: boolean;
  /** Asks what people think of the session. */
  readonly feedback?: boolean;
  readonly session?: string;
  readonly stage: "draft" | "voting" | "closing" | "closed";
  readonly round: number;
  readonly opened?: string;
  readonly until?: string;
  readonly result?: Result;
  readonly shown?: boolean;
  readonly heads?: readonly Headcount[];
}

/** How many have voted, of how many who are present, by place. */
export interface Turnout {
  readonly poll: string;
  readonly round: number;
  readonly voters: number;
  readonly present: number;
  readonly places: Readonly<Record<string, number>>;
  readonly of: Readonly<Record<string, number>>;
}

export interface Ballot {
  readonly options?: readonly number[];
  readonly number?: number;
  readonly text?: string;
}

type Body = { poll: string; until?: string; round?: number; result?: Result; heads?: readonly Headcount[] };

/** The polls of a state with one of them changed. */
function changed(state: State, body: Body, change: (poll: Poll) => Poll): State {
  return { ...state, polls: (state.polls ?? []).map((p) => (p.poll === body.poll ? change(p) : p)) };
}

function kept(state: State, poll: Poll): State {
  const known = (state.polls ?? []).some((p) => p.poll === poll.poll);
  return { ...state, polls: known ? (state.polls ?? []).map((p) => (p.poll === poll.poll ? poll : p)) : [...(state.polls ?? []), poll] };
}

/** What entries about polls change. */
export const pollFolds: Record<string, (state: State, body: never, at: string) => State> = {
  "poll.made": (state, body: Poll) => kept(state, body),
  "poll.opened": (state, body: Poll, at) => kept(state, { ...body, opened: at }),
  "poll.closing": (state, body: Body) => changed(state, body, (p) => ({ ...p, stage: "closing", ...(body.until ? { until: body.until } : {}) })),
  "poll.closed": (state, body: Body) => changed(state, body, (p) => ({ ...p, stage: "closed" })),
  "poll.counted": (state, body: Body) => changed(state, body, (p) => ({ ...p, ...(body.result ? { result: body.result } : {}) })),
  "poll.shown": (state, body: Body) => changed(state, body, (p) => ({ ...p, shown: true, ...(body.result ? { result: body.result } : {}), ...(body.heads ? { heads: body.heads } : {}) })),
  "poll.hidden": (state, body: Body) => changed(state, body, (p) => ({ ...p, shown: false })),
  "poll.reopened": (state, body: Body) => changed(state, body, (p) => ({ ...bare(p), stage: "voting" })),
  "poll.reset": (state, body: Body) => changed(state, body, (p) => ({ ...bare(p), stage: "draft", heads: [], round: body.round ?? p.round + 1 })),
  "poll.dropped": (state, body: Body) => ({ ...state, polls: (state.polls ?? []).filter((p) => p.poll !== body.poll) }),
  "poll.heads": (state, body: Body & Headcount) =>
    changed(state, body, (p) => ({ ...p, heads: [...(p.heads ?? []).filter((h) => h.place !== body.place), { place: body.place, counts: body.counts, by: body.by }] })),
  "poll.turnout": (state, body: Turnout) => ({ ...state, turnouts: { ...state.turnouts, [body.poll]: body } }),
  "poll.tally": (state, body: { poll: string; round: number; result: Result }) => ({ ...state, tallies: { ...state.tallies, [body.poll]: body } }),
};

function bare(poll: Poll): Poll {
  const { result: _, ...rest } = poll;
  return { ...rest, shown: false };
}
