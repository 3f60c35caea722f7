// What is wrong with the line, and on which side: the person's, the server's or the hall's.

import type { Why } from "./ladder";
import type { Condition } from "./line";
import { slots, type State } from "./state";
import type { Health } from "./whep";
import type { Link } from "./wire";

export type Code =
  | "in_hall" | "offline" | "server" | "waiting" | "connecting" | "blocked" | "refused" | "unsupported"
  | "quiet" | "source" | "muted" | "lossy" | "device" | "good" | "unable" | "stream" | "stream_begins" | "stream_codec" | "stream_instead";

export interface Finding {
  readonly code: Code;
  readonly level: "good" | "wait" | "bad";
  /** Packets lost, percent; with "stream" and "stream_instead" how many seconds late the picture is. */
  readonly lost: number;
}

export interface Signs {
  /** What the stream does, where it is the way that is taken. */
  readonly stream?: { readonly late: number; readonly playing: boolean; readonly unsuitable: boolean } | undefined;
  /** This browser cannot show what is sent. */
  readonly unable?: boolean;
  /** Why the stream is the way that is taken. */
  readonly why?: Why;
  readonly online: boolean;
  readonly link: Link;
  readonly media: Condition;
  readonly air: State["air"];
  /** The operator has turned the programme's sound off. */
  readonly muted?: boolean;
  readonly health: Health | undefined;
  /** Looks in a row at which the programme brought nothing. */
  readonly silent: number;
}

/** The most telling fault, the nearest to the person first. */
export function diagnose(s: Signs): Finding {
  const find = (code: Code, level: Finding["level"], lost = 0): Finding => ({ code, level, lost });
  if (!s.online) return find("offline", "bad");
  if (s.link === "refused") return find("refused", "bad");
  if (s.link !== "open" && s.media !== "up" && !s.stream) return s.link === "connecting" ? find("connecting", "wait") : find("server", "bad");
  if (s.link === "lost") return s.silent >= 2 ? find("server", "bad") : find("waiting", "wait");
  if (s.stream) return streamed(s, find);
  switch (s.media) {
    case "off":
      return find("in_hall", "good");
    case "unsupported":
    case "refused":
    case "blocked":
      return find(s.media, "bad");
    case "connecting":
    case "retrying":
      return find("connecting", "wait");
  }
  if (slots.every((slot) => !s.air[slot])) return find("quiet", "good");
  if (s.unable) return find("unable", "bad");
  const programme = s.health?.video.programme;
  if (!s.health || !programme) return find("good", "good");
  if (s.air.programme && (s.air.programme.lost || s.silent >= 2)) return find("source", "bad");
  const lost = worst(s.health);
  if (lost >= 5) return find("lossy", "wait", Math.round(lost));
  if (programme.frames >= 10 && programme.decoded < programme.frames / 2) return find("device", "wait");
  return find(s.muted ? "muted" : "good", "good");
}

function streamed(s: Signs, find: (code: Code, level: Finding["level"], lost?: number) => Finding): Finding {
  if (!s.air.programme && !s.air.slides && !s.air.floor) return find("quiet", "good");
  if (s.stream?.unsuitable) return find(s.why === "unable" ? "unable" : "stream_codec", "bad");
  const unable = s.why === "unable";
  if (!s.stream?.playing) return find(unable ? "connecting" : "stream_begins", "wait");
  return find(unable ? "stream_instead" : "stream", "wait", Math.max(1, Math.round(s.stream.late)));
}

function worst(health: Health): number {
  return Math.max(...slots.flatMap((x) => [health.video[x].lost, health.audio[x].lost]));
}

/** Whether the programme brought anything since the last look. */
export function programmeCame(health: Health): boolean {
  return health.video.programme.kbps > 0 || health.audio.programme.kbps > 0;
}
