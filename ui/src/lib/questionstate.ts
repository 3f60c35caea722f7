// The questions of a hall and how entries change them: docs/protocol.md, section 4.

import type { State, Who } from "./state";
import type { Text } from "./text";

/** Who learns who asks: everybody, those who run the hall, nobody. */
export type Names = "all" | "staff" | "none";

/** Questions are taken now. */
export interface Board {
  readonly names: Names;
  readonly approve?: boolean;
}

export type QuestionStage = "waiting" | "open" | "taken" | "answered" | "later" | "hidden" | "merged";

export interface Question {
  readonly question: string;
  readonly text: Text;
  readonly names: Names;
  readonly person?: Who;
  readonly place?: string;
  readonly session?: string;
  readonly asked: string;
  readonly stage: QuestionStage;
  /** Put before the chair, since. */
  readonly relayed?: string;
  readonly why?: string;
  readonly into?: string;
  readonly parts?: readonly string[];
  readonly answer?: Text;
  readonly owner?: Who;
  readonly due?: string;
  readonly votes?: number;
}

type Body = { question: string; into?: string; why?: string; answer?: Text; owner?: Who; due?: string; votes?: number };

function changed(state: State, question: string, change: (q: Question) => Question): State {
  return { ...state, questions: (state.questions ?? []).map((q) => (q.question === question ? change(q) : q)) };
}

function kept(state: State, q: Question): State {
  return { ...state, questions: [...(state.questions ?? []).filter((x) => x.question !== q.question), q] };
}

// A question at another stage, with nothing of the last one.
function at(q: Question, stage: QuestionStage, body: Body): Question {
  const { relayed: _, why: __, answer: ___, owner: ____, due: _____, votes: ______, ...rest } = q;
  const { question: _______, into: ________, ...added } = body;
  return { ...rest, ...added, stage };
}

/** The state in which nothing is on the floor any more. */
export function spoken(state: State): State {
  return { ...state, questions: (state.questions ?? []).map((q) => (q.stage === "taken" ? { ...q, stage: "answered" } : q)) };
}

const staged = (stage: QuestionStage) => (state: State, body: Body) => changed(state, body.question, (q) => at(q, stage, body));

function bare(q: Question): Question {
  const { relayed: _, why: __, ...rest } = q;
  return rest;
}

/** What entries about questions change. */
export const questionFolds: Record<string, (state: State, body: never, at: string) => State> = {
  "questions.opened": (state, body: Board) => ({ ...state, board: body }),
  "questions.closed": (state) => {
    const { board: _, ...rest } = state;
    return rest;
  },
  "question.asked": (state, body: Question, time) => kept(state, { ...body, asked: time }),
  "question.withdrawn": (state, body: Body) => ({ ...state, questions: (state.questions ?? []).filter((q) => q.question !== body.question) }),
  // Who knows more of it than everybody does goes on knowing.
  "question.opened": (state, body: Question) => {
    const known = (state.questions ?? []).some((q) => q.question === body.question);
    return known ? changed(state, body.question, (q) => ({ ...bare(q), stage: "open" })) : kept(state, body);
  },
  "question.hidden": staged("hidden"),
  "question.merged": (state, body: Body) => {
    const part = (state.questions ?? []).find((q) => q.question === body.question);
    const merged = changed(state, body.question, (q) => ({ ...bare(q), stage: "merged", ...(body.into ? { into: body.into } : {}) }));
    return changed(merged, body.into ?? "", (q) => ({ ...q, parts: [...(q.parts ?? []), body.question, ...(part?.parts ?? [])] }));
  },
  "question.relayed": (state, body: Body, time) => changed(state, body.question, (q) => ({ ...q, relayed: time })),
  "question.unrelayed": (state, body: Body) => changed(state, body.question, bare),
  "question.taken": (state, body: Body) => changed(spoken(state), body.question, (q) => ({ ...bare(q), stage: "taken" })),
  "question.returned": staged("open"),
  "question.answered": staged("answered"),
  "question.deferred": staged("later"),
  "question.support": (state, body: { counts: Readonly<Record<string, number>> }) => ({ ...state, support: body.counts }),
};
