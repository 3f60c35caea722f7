// The state of a hall and how entries change it: docs/protocol.md, section 4.

import { ideaFolds, type IdeaRound, type IdeasTurnout, type Opinion } from "./ideastate";
import { pollFolds, type Ballot, type Poll, type Result, type Turnout } from "./pollstate";
import { questionFolds, spoken, type Board, type Question } from "./questionstate";
import type { Text } from "./text";

export interface Who {
  readonly id: string;
  readonly name: Text;
  readonly organisation?: Text;
  readonly post?: Text;
}

export type From = "hall" | "branch" | "home";
export type WallSlot = "wall-1" | "wall-2" | "wall-3" | "wall-4";
export type Slot = "programme" | "slides" | "floor" | WallSlot;
/** The slots in the order in which the lines of a connection stand for them. */
export const slots: readonly Slot[] = ["programme", "slides", "floor", "wall-1", "wall-2", "wall-3", "wall-4"];
export const wall: readonly WallSlot[] = ["wall-1", "wall-2", "wall-3", "wall-4"];

export interface Item {
  readonly id: string;
  readonly title: Text;
  readonly minutes: number;
  readonly person?: Who;
}

export interface Session {
  readonly id: string;
  readonly key: string;
  readonly kind: string;
  readonly title: Text;
  readonly starts: string;
  readonly ends: string;
  readonly started: string;
  readonly items?: readonly Item[];
}

export interface Hand {
  readonly hand: string;
  readonly person: Who;
  readonly place: string;
  readonly from: From;
  readonly raised: string;
  /** Who would say the same, and so need not speak. */
  readonly same?: readonly string[];
}

export interface Turn {
  readonly hand: string;
  readonly person: Who;
  readonly place: string;
  readonly from: From;
  readonly given: string;
  /** The chair's reason, when by the rule it was another's turn. */
  readonly why?: string;
  /** How many seconds it may last. */
  readonly seconds?: number;
  /** How many others would say the same. */
  readonly same?: number;
  /** The group for which they speak, with what it has found. */
  readonly report?: { readonly group: string; readonly number: number; readonly points: readonly Text[] };
}

/** In which order hands come to the floor; who waits longest comes first by "". */
export type Rule = "" | "places" | "newcomers" | "organisation" | "free";
export const rules: readonly Rule[] = ["", "places", "newcomers", "organisation", "free"];

/** A turn of the session that runs, the one that is being had among them. */
export interface Past {
  readonly person: string;
  readonly organisation?: Text;
  readonly place: string;
  readonly raised?: string;
  readonly given: string;
  readonly ended?: string;
}

export interface Lost {
  readonly since: string;
  readonly reason: "silent" | "disconnected";
}

export interface OnAir {
  readonly publisher: string;
  readonly label: string;
  /** The branch hall that it shows, if it is its own device. */
  readonly place?: string;
  /** Since when and why it brings nothing. */
  readonly lost?: Lost;
}

export type Picture = "slides" | "speaker" | "side" | "wall" | "floor";

/** How all screens arrange what is on air; without a picture it follows what is there. */
export interface Layout {
  readonly picture?: Picture;
  readonly fixed?: boolean;
}

export interface Barred {
  readonly source: string;
  readonly label: string;
  readonly since: string;
}

export interface Place {
  readonly id: string;
  readonly kind: "main" | "branch" | "online";
  readonly name: Text;
}

/** What everybody is to know. */
export interface Announcement {
  readonly announcement: string;
  readonly text: Text;
  readonly until?: string;
}

/** The question whether somebody who attends alone is there. */
export interface Prompt {
  readonly prompt: string;
  readonly until: string;
}

export interface State {
  readonly heartbeat_ms?: number;
  readonly session?: Session;
  readonly item?: { readonly id: string; readonly started: string };
  readonly hands: readonly Hand[];
  readonly turn?: Turn;
  readonly rule?: Rule;
  /** The chair's reason for the rule. */
  readonly why?: string;
  /** How many seconds turns may last. */
  readonly time?: number;
  readonly had?: readonly Past[];
  readonly air: { readonly [slot in Slot]?: OnAir };
  /** Slots whose sound is off for everybody. */
  readonly muted?: readonly Slot[];
  readonly layout?: Layout;
  /** Slots in which an interpreter is heard. */
  readonly voices?: readonly string[];
  /** Sources that are shut out; only operators hear of them. */
  readonly barred?: readonly Barred[];
  readonly places: readonly Place[];
  readonly polls?: readonly Poll[];
  readonly turnouts?: Readonly<Record<string, Turnout>>;
  /** What polls would come to now; only staff hears of it. */
  readonly tallies?: Readonly<Record<string, { readonly round: number; readonly result: Result }>>;
  /** Questions are taken now; without it they are not. */
  readonly board?: Board;
  /** What everybody is to know, the latest last. */
  readonly announcements?: readonly Announcement[];
  readonly questions?: readonly Question[];
  /** Rounds of ideas, in the order in which they were opened. */
  readonly idea_rounds?: readonly IdeaRound[];
  /** How many have said what they think in the round that is open. */
  readonly ideas_turnout?: IdeasTurnout;
  /** How many want which question answered. */
  readonly support?: Readonly<Record<string, number>>;
  readonly me?: { readonly person: string; readonly place?: string; readonly roles?: readonly string[]; readonly prompt?: Prompt; readonly voted?: Readonly<Record<string, Ballot | null>>; readonly wants?: readonly string[]; readonly says?: Readonly<Record<string, Opinion>> };
}

/** One numbered entry as it comes over the wire. */
export interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly session?: string;
  readonly place?: string;
  readonly body?: unknown;
}

/** A hall in which nothing has happened. */
export const empty: State = { hands: [], air: {}, places: [] };

type Fold = (state: State, body: never, at: string) => State;

const folds: Record<string, Fold> = {
  ...pollFolds,
  ...questionFolds,
  ...ideaFolds,
  state: (_, body: Partial<State> & { told?: readonly Entry[] }) => {
    const state: State = { ...empty, ...body, hands: body.hands ?? [], air: body.air ?? {}, places: body.places ?? [] };
    return (body.told ?? []).reduce(apply, state);
  },
  "sound.channels": (state, body: { slots: readonly string[] }) => ({ ...state, voices: body.slots }),
  "session.started": (state, body: Session, at) => ({ ...without(spoken(state), "item", "turn", "had"), hands: [], session: { ...body, started: at } }),
  "session.closed": (state) => ({ ...without(spoken(state), "session", "item", "turn", "had"), hands: [] }),
  "item.started": (state, body: { item: string }, at) => ({ ...state, item: { id: body.item, started: at } }),
  "hand.raised": (state, body: Hand, at) => ({ ...state, hands: [...lowered(state, body.hand), { ...body, raised: at }] }),
  "hand.lowered": (state, body: { hand: string }) => ({ ...state, hands: lowered(state, body.hand) }),
  "turn.given": (state, body: Turn, at) => ({ ...state, hands: lowered(state, body.hand), turn: { ...body, given: at }, had: [...over(state, at), past(state, body, at)] }),
  "turn.ended": (state, _: unknown, at) => ({ ...without(state, "turn"), had: over(state, at) }),
  "queue.ruled": (state, body: { rule: Rule; why?: string }) => ({ ...without(state, "why"), rule: body.rule, ...(body.why ? { why: body.why } : {}) }),
  "queue.timed": (state, body: { seconds: number }) => ({ ...without(state, "time"), ...(body.seconds ? { time: body.seconds } : {}) }),
  "turn.extended": (state, body: { hand: string; seconds: number }) =>
    state.turn?.hand === body.hand ? { ...state, turn: { ...state.turn, seconds: (state.turn.seconds ?? 0) + body.seconds } } : state,
  "hand.joined": (state, body: { hand: string; person: string }) => same(state, body.hand, (all) => [...all, body.person]),
  "hand.left": (state, body: { hand: string; person: string }) => same(state, body.hand, (all) => all.filter((p) => p !== body.person)),
  "air.put": (state, body: OnAir & { slot: Slot }) => put(state, body.slot, { publisher: body.publisher, label: body.label, ...(body.place ? { place: body.place } : {}) }),
  "air.taken": (state, body: { slot: Slot }) => ({ ...state, air: without(state.air, body.slot) }),
  "air.lost": (state, body: { slot: Slot; reason: Lost["reason"] }, at) => {
    const on = state.air[body.slot];
    return on ? put(state, body.slot, { ...on, lost: { since: on.lost?.since ?? at, reason: body.reason } }) : state;
  },
  "air.found": (state, body: { slot: Slot }) => {
    const on = state.air[body.slot];
    return on ? put(state, body.slot, without(on, "lost")) : state;
  },
  "air.muted": (state, body: { slot: Slot }) => ({ ...state, muted: [...heard(state, body.slot), body.slot] }),
  "air.unmuted": (state, body: { slot: Slot }) => ({ ...state, muted: heard(state, body.slot) }),
  "layout.chosen": (state, body: Layout) => ({ ...state, layout: body }),
  "source.barred": (state, body: Barred, at) => ({ ...state, barred: [...allowed(state, body.source), { ...body, since: at }] }),
  "announcement.made": (state, body: Announcement) => ({ ...state, announcements: [...(state.announcements ?? []), body] }),
  "announcement.withdrawn": (state, body: { announcement: string }) => ({ ...state, announcements: (state.announcements ?? []).filter((a) => a.announcement !== body.announcement) }),
  "prompt.shown": (state, body: Prompt) => asked(state, body),
  "prompt.answered": (state, body: Prompt) => settled(state, body),
  "prompt.missed": (state, body: Prompt) => settled(state, body),
  "prompt.voided": (state, body: Prompt) => settled(state, body),
  "source.allowed": (state, body: { source: string }) => ({ ...state, barred: allowed(state, body.source) }),
};

/** The state after an entry. An entry of another kind leaves it as it is. */
export function apply(state: State, entry: Entry): State {
  const fold = folds[entry.kind];
  return fold ? fold(state, (entry.body ?? {}) as never, entry.at) : state;
}

function asked(state: State, prompt: Prompt | undefined): State {
  return state.me ? { ...state, me: { ...without(state.me, "prompt"), ...(prompt ? { prompt } : {}) } } : state;
}

function settled(state: State, prompt: Prompt): State {
  return state.me?.prompt?.prompt === prompt.prompt ? asked(state, undefined) : state;
}

// The turns so far; the last is over.
function over(state: State, at: string): Past[] {
  return (state.had ?? []).map((p) => (p.ended ? p : { ...p, ended: at }));
}

function past(state: State, turn: Turn, at: string): Past {
  const raised = state.hands.find((h) => h.hand === turn.hand)?.raised;
  return { person: turn.person.id, place: turn.place, given: at, ...(turn.person.organisation ? { organisation: turn.person.organisation } : {}), ...(raised ? { raised } : {}) };
}

function put(state: State, slot: Slot, on: OnAir): State {
  return { ...state, air: { ...state.air, [slot]: on } };
}

function heard(state: State, slot: Slot): Slot[] {
  return (state.muted ?? []).filter((x) => x !== slot);
}

function allowed(state: State, source: string): Barred[] {
  return (state.barred ?? []).filter((x) => x.source !== source);
}

function same(state: State, hand: string, change: (all: readonly string[]) => readonly string[]): State {
  return { ...state, hands: state.hands.map((h) => (h.hand === hand ? { ...h, same: change(h.same ?? []) } : h)) };
}

function lowered(state: State, hand: string): Hand[] {
  return state.hands.filter((h) => h.hand !== hand);
}

function without<T extends object, K extends keyof T>(object: T, ...keys: K[]): T {
  const copy = { ...object };
  for (const key of keys) delete copy[key];
  return copy;
}

/** The item that runs, with its number from 1. */
export function running(state: State): { item: Item; number: number; started: string } | undefined {
  const items = state.session?.items ?? [];
  const index = items.findIndex((i) => i.id === state.item?.id);
  const item = items[index];
  return item && state.item ? { item, number: index + 1, started: state.item.started } : undefined;
}

/** The item after the running one; the first when none runs. */
export function following(state: State): Item | undefined {
  const items = state.session?.items ?? [];
  return items[items.findIndex((i) => i.id === state.item?.id) + 1];
}

/** Whether the reader takes part: asks, writes, votes. */
export function may(state: State): boolean {
  return (state.me?.roles ?? []).some((r) => r === "delegate" || r === "speaker" || r === "chair");
}

/** The name of a place. */
export function placeName(state: State, place: string | undefined): Text | undefined {
  return state.places.find((p) => p.id === place)?.name;
}
