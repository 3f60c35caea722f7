// The small hall of a group: everybody on a seat, everybody sees and hears everybody. One connection
// brings all seats, another one takes one's own picture and sound there.

import { Line, type Condition } from "./line";

/** The seats in the order in which the lines of a connection stand for them. */
export const seats: readonly string[] = Array.from({ length: 12 }, (_, i) => `seat-${i + 1}`);

export class Circle extends Line {
  private order: string[] = [];

  /** address is the group's. take is called for each picture and sound when the connection begins, and with null when it is gone. */
  constructor(
    address: string,
    private readonly take: (kind: "video" | "audio", seat: string, stream: MediaStream | null) => void,
    changed: (condition: Condition) => void,
  ) {
    super(`${address}/watch`, "", changed);
  }

  protected prepare(connection: RTCPeerConnection): void {
    this.order = [];
    for (const kind of ["video", "audio"] as const) {
      for (const seat of seats) {
        const { receiver } = connection.addTransceiver(kind, { direction: "recvonly" });
        this.take(kind, seat, new MediaStream([receiver.track]));
        this.order.push(`${kind} ${seat}`);
      }
    }
  }

  protected clear(): void {
    for (const seat of seats) {
      this.take("video", seat, null);
      this.take("audio", seat, null);
    }
  }

  /** Who is heard now: the seats whose sound is louder than a room. */
  async speaking(): Promise<Set<string>> {
    const report = await this.stats();
    const mids = this.connection?.getTransceivers().map((x) => x.mid) ?? [];
    const loud = new Set<string>();
    report?.forEach((s: RTCInboundRtpStreamStats & { mid?: string }) => {
      if (s.type !== "inbound-rtp" || s.kind !== "audio" || (s.audioLevel ?? 0) < 0.02) return;
      const line = this.order[mids.indexOf(s.mid ?? "")];
      if (line) loud.add(line.replace("audio ", ""));
    });
    return loud;
  }
}
