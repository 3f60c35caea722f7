// The rounds of ideas of a hall and how entries change them: docs/protocol.md, section 4.

import type { Names } from "./questionstate";
import type { State, Who } from "./state";
import type { Text } from "./text";

export const opinions = ["agree", "disagree", "pass"] as const;
export type Opinion = (typeof opinions)[number];

export interface Idea {
  readonly idea: string;
  readonly idea_round: string;
  readonly text: Text;
  readonly person?: Who;
  readonly place?: string;
  readonly written?: string;
  readonly stage: "waiting" | "open" | "hidden";
  readonly why?: string;
}

/** How many have which opinion. */
export interface Opinions {
  readonly agree?: number;
  readonly disagree?: number;
  readonly pass?: number;
}

/** How one idea was received; places that are too small to be told apart are together under "". */
export interface Reception extends Opinions {
  readonly idea: string;
  readonly places?: Readonly<Record<string, Opinions>>;
  readonly organisations?: number;
  readonly agreeing?: number;
  readonly agreement: "shared" | "agreed" | "rejected" | "divided" | "unclear" | "refused" | "few";
  readonly common: number;
}

export interface IdeaResult {
  readonly people: number;
  /** What is most in common first. */
  readonly receptions: readonly Reception[];
}

export interface IdeaRound {
  readonly idea_round: string;
  readonly title: Text;
  readonly names: Names;
  readonly approve?: boolean;
  readonly opened?: string;
  /** Without it ideas and opinions are taken. */
  readonly closed?: string;
  readonly ideas?: readonly Idea[];
  readonly result?: IdeaResult;
  readonly shown?: boolean;
}

/** How many have said what they think. */
export interface IdeasTurnout {
  readonly idea_round: string;
  readonly people: number;
  readonly opinions: number;
}

type Body = { idea_round: string; idea?: string; why?: string; result?: IdeaResult };

function changed(state: State, body: Body, change: (round: IdeaRound) => IdeaRound): State {
  return { ...state, idea_rounds: (state.idea_rounds ?? []).map((r) => (r.idea_round === body.idea_round ? change(r) : r)) };
}

// An idea in its place; one that was not known comes last.
function kept(state: State, idea: Idea): State {
  return changed(state, idea, (r) => {
    const ideas = r.ideas ?? [];
    const known = ideas.some((i) => i.idea === idea.idea);
    return { ...r, ideas: known ? ideas.map((i) => (i.idea === idea.idea ? idea : i)) : [...ideas, idea] };
  });
}

function find(state: State, body: Body): Idea | undefined {
  return (state.idea_rounds ?? []).find((r) => r.idea_round === body.idea_round)?.ideas?.find((i) => i.idea === body.idea);
}

/** What entries about ideas change. */
export const ideaFolds: Record<string, (state: State, body: never, at: string) => State> = {
  "ideas.opened": (state, body: IdeaRound, at) => ({ ...state, idea_rounds: [...(state.idea_rounds ?? []).filter((r) => r.idea_round !== body.idea_round), { ...body, opened: at }] }),
  "ideas.closed": (state, body: Body, at) => changed(state, body, (r) => ({ ...r, closed: at })),
  "ideas.counted": (state, body: Body) => changed(state, body, (r) => ({ ...r, ...(body.result ? { result: body.result } : {}) })),
  "ideas.shown": (state, body: Body) => changed(state, body, (r) => ({ ...r, shown: true, ...(body.result ? { result: body.result } : {}) })),
  "ideas.hidden": (state, body: Body) => changed(state, body, (r) => ({ ...r, shown: false })),
  "ideas.turnout": (state, body: IdeasTurnout) => ({ ...state, ideas_turnout: body }),
  "idea.written": (state, body: Idea, at) => kept(state, { ...body, written: at }),
  // Who knows more of it than everybody does goes on knowing.
  "idea.opened": (state, body: Idea) => {
    const known = find(state, body);
    if (!known) return kept(state, body);
    const { why: _, ...rest } = known;
    return kept(state, { ...rest, stage: "open" });
  },
  "idea.hidden": (state, body: Body) => {
    const known = find(state, body);
    return known ? kept(state, { ...known, stage: "hidden", ...(body.why ? { why: body.why } : {}) }) : state;
  },
  "idea.withdrawn": (state, body: Body) => changed(state, body, (r) => ({ ...r, ideas: (r.ideas ?? []).filter((i) => i.idea !== body.idea) })),
};
