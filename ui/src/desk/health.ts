// What is wrong with a source or a hall, and on which side: the source's, the network's
// between it and the server, the server's, the viewers'.

import type { Slot } from "../lib/state";

export interface Track {
  readonly kind: "video" | "audio";
  /** Of simulcast, where there is one. */
  readonly layer?: string;
  readonly codec: string;
  readonly kbps: number;
  readonly packets: number;
  readonly lost: number;
}

export interface Source {
  readonly id: string;
  /** The person, key or device that may be shut out. */
  readonly source: string;
  readonly label: string;
  /** The branch hall whose device it is. */
  readonly place?: string;
  readonly slot: string;
  readonly codec: string;
  readonly kbps: number;
  readonly packets: number;
  readonly lost: number;
  /** Milliseconds since the last key frame; -1 before the first, and for sound alone. */
  readonly keyframe_age_ms: number;
  readonly since: string;
  readonly on_air: readonly Slot[];
  readonly tracks: readonly Track[];
}

export interface HallReport {
  readonly code: string;
  readonly kbps: number;
  readonly lost: number;
  readonly rtt: number;
  readonly size: string;
}

export interface Answer {
  readonly publishers: readonly Source[];
  readonly halls: readonly { readonly place: string; readonly report?: HallReport }[];
  readonly viewers: { readonly count: number; readonly connected: number; readonly dropped: number };
  readonly unable: { readonly [slot in Slot]?: number };
  readonly server_ms: number;
}

export type Side = "good" | "silent" | "no_picture" | "old_picture" | "lossy" | "server" | "unable" | "behind";

export interface Judgement {
  readonly side: Side;
  readonly level: "good" | "wait" | "bad";
  /** What the sentence counts: percent, milliseconds or people. */
  readonly n: number;
  /** Packets lost on the way here since the last look, percent. */
  readonly loss: number;
}

const lossy = 3; // percent
const late = 200; // milliseconds
const old = 15_000; // milliseconds

/** Judges all sources, each against how it was at the last look. */
export class Judge {
  private readonly last = new Map<string, { packets: number; lost: number }>();
  private dropped = 0;

  all(answer: Answer): Map<string, Judgement> {
    const behind = answer.viewers.dropped - this.dropped > 50 * Math.max(1, answer.viewers.connected);
    this.dropped = answer.viewers.dropped;
    const judged = new Map(answer.publishers.map((source) => [source.id, this.one(source, answer, behind)]));
    for (const key of this.last.keys()) if (!judged.has(key)) this.last.delete(key);
    return judged;
  }

  private one(source: Source, answer: Answer, behind: boolean): Judgement {
    const loss = this.loss(source);
    const say = (side: Side, level: Judgement["level"], n = 0): Judgement => ({ side, level, n, loss });
    const pictured = source.tracks.some((track) => track.kind === "video" && track.codec !== "");
    const unable = Math.max(0, ...source.on_air.map((slot) => answer.unable[slot] ?? 0));
    if (source.kbps === 0) return say("silent", "bad");
    if (pictured && source.keyframe_age_ms < 0) return say("no_picture", "bad");
    if (loss >= lossy) return say("lossy", "bad", Math.round(loss));
    if (answer.server_ms >= late) return say("server", "bad", answer.server_ms);
    if (unable > 0) return say("unable", "wait", unable);
    if (source.on_air.length > 0 && behind) return say("behind", "wait");
    if (pictured && source.keyframe_age_ms > old) return say("old_picture", "wait");
    return say("good", "good");
  }

  private loss(source: Source): number {
    const before = this.last.get(source.id) ?? source;
    this.last.set(source.id, { packets: source.packets, lost: source.lost });
    const lost = Math.max(0, source.lost - before.lost);
    const expected = lost + Math.max(0, source.packets - before.packets);
    return expected > 0 ? (100 * lost) / expected : 0;
  }
}

/** The codes that a hall's report may have, with their weight; another one is not shown. */
export const reports: Readonly<Record<string, "good" | "wait" | "bad">> = {
  good: "good", quiet: "good", muted: "good", lossy: "bad", device: "bad", source: "wait", blocked: "bad", connecting: "wait", refused: "bad",
};
