// Watching the hall: one request, one connection, a fixed order of receivers. The
// server switches what runs in them and never negotiates again (docs/protocol.md, section 5).

import { Line, type Condition } from "./line";
import { slots, type Slot } from "./state";

/** What was received in one slot since the last look. */
export interface Received {
  /** Kilobits a second. */
  readonly kbps: number;
  /** Packets lost, percent. */
  readonly lost: number;
  /** Frames a second that came as packets, and that the device could show. */
  readonly frames: number;
  readonly decoded: number;
  readonly width: number;
  readonly height: number;
}

export interface Health {
  readonly video: Readonly<Record<Slot, Received>>;
  readonly audio: Readonly<Record<Slot, Received>>;
  /** Round trip in milliseconds, 0 when not known. */
  readonly rtt: number;
  /** How the packets come, "" when not known. */
  readonly via: Via;
}

export type Via = "" | "udp" | "tcp" | "relay";

/** The slots that have a sound of their own. */
export const audible: readonly Slot[] = ["programme", "floor"];
const nothing: Received = { kbps: 0, lost: 0, frames: 0, decoded: 0, width: 0, height: 0 };

interface Count {
  at: number;
  bytes: number;
  packets: number;
  lost: number;
  frames: number;
  decoded: number;
}

export class Watch extends Line {
  private readonly counts = new Map<string, Count>();

  /**
   * base is the seminar's address. take is called for each picture and each sound when it
   * begins anew, and with null when it is gone. Picture and sound go to elements of their
   * own: a <video> waits for a picture before it lets its sound be heard. lines says for how
   * many slots the page has a place: it asks for no picture that it does not show.
   */
  constructor(
    base: string,
    private readonly take: (kind: "video" | "audio", slot: Slot, stream: MediaStream | null) => void,
    changed: (condition: Condition) => void,
    private readonly lines: () => number = () => slots.length,
    query = "",
  ) {
    super(`${base}/hall/watch${query}`, "", changed);
  }

  /** The slots whose pictures this connection carries. */
  private shown: readonly Slot[] = [];

  protected prepare(connection: RTCPeerConnection): void {
    const receive = (kind: "video" | "audio", slot: Slot) =>
      this.take(kind, slot, new MediaStream([connection.addTransceiver(kind, { direction: "recvonly" }).receiver.track]));
    this.shown = slots.slice(0, this.lines());
    for (const slot of this.shown) receive("video", slot);
    for (const slot of audible) receive("audio", slot);
  }

  protected clear(): void {
    this.counts.clear();
    for (const slot of slots) this.take("video", slot, null);
    for (const slot of audible) this.take("audio", slot, null);
  }

  /** The slots that this connection cannot be shown: their codec is none that the browser has offered. */
  async unable(): Promise<readonly string[]> {
    if (!this.session || this.condition !== "up") return [];
    const response = await fetch(this.session, { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!response?.ok || response.status !== 200) return [];
    return ((await response.json()) as { unable?: string[] }).unable ?? [];
  }

  /** What came in since the last call. */
  async health(): Promise<Health | undefined> {
    const report = await this.stats();
    if (!report || !this.connection) return undefined;
    const order = this.connection.getTransceivers().map((x) => x.mid);
    const none = () => Object.fromEntries(slots.map((slot) => [slot, nothing])) as Record<Slot, Received>;
    const video = none();
    const audio = none();
    let rtt = 0;
    let via: Via = "";
    report.forEach((s: RTCInboundRtpStreamStats & RTCIceCandidatePairStats & { mid?: string }) => {
      if (s.type === "candidate-pair" && s.nominated && s.state === "succeeded") {
        rtt = (s.currentRoundTripTime ?? 0) * 1000;
        via = carrier(report.get(s.localCandidateId) as Candidate | undefined);
      }
      if (s.type !== "inbound-rtp" || !s.mid) return;
      const index = order.indexOf(s.mid);
      const slot = index < this.shown.length ? this.shown[index] : audible[index - this.shown.length];
      if (slot) (s.kind === "video" ? video : audio)[slot] = this.measure(s.mid, s);
    });
    return { video, audio, rtt, via };
  }

  private measure(mid: string, s: RTCInboundRtpStreamStats): Received {
    const next: Count = { at: s.timestamp, bytes: s.bytesReceived ?? 0, packets: s.packetsReceived ?? 0, lost: s.packetsLost ?? 0, frames: s.framesReceived ?? 0, decoded: s.framesDecoded ?? 0 };
    const last = this.counts.get(mid);
    this.counts.set(mid, next);
    if (!last || next.at <= last.at) return nothing;
    const seconds = (next.at - last.at) / 1000;
    const lost = Math.max(0, next.lost - last.lost);
    const expected = lost + next.packets - last.packets;
    return {
      kbps: ((next.bytes - last.bytes) * 8) / 1000 / seconds,
      lost: expected > 0 ? (100 * lost) / expected : 0,
      frames: (next.frames - last.frames) / seconds,
      decoded: (next.decoded - last.decoded) / seconds,
      width: s.frameWidth ?? 0,
      height: s.frameHeight ?? 0,
    };
  }
}

interface Candidate {
  readonly candidateType?: string;
  readonly protocol?: string;
}

function carrier(local: Candidate | undefined): Via {
  if (local?.candidateType === "relay") return "relay";
  return local?.protocol === "tcp" ? "tcp" : local?.protocol === "udp" ? "udp" : "";
}
