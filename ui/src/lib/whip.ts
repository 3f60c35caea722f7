// Sending a camera, a microphone or a screen into a slot (RFC 9725).

import { Layers } from "./layers";
import { Line, type Condition } from "./line";

/** Where one may publish. The wall is one: the hall says which of its slots a source gets. */
export type Offer = "programme" | "slides" | "floor" | "wall" | "seat" | "voice";

/** Bits a second that the picture may take. */
const ceilings: Record<Offer, number> = { programme: 2_500_000, slides: 2_000_000, floor: 900_000, wall: 900_000, seat: 250_000, voice: 0 };
const least = 150_000;

/**
 * Pictures of people go out in several sizes, so that each viewer gets what its way has room for; a small camera in fewer.
 * Slides are to be read, or not at all.
 */
function sizes(slot: Offer, height: number): RTCRtpEncodingParameters[] {
  const most = ceilings[slot];
  if (slot === "slides" || slot === "seat" || height < 360) return [{ maxBitrate: most }];
  const large = { rid: "h", maxBitrate: most };
  // The smallest has to come through where there is little room.
  const small = (by: number) => ({ rid: "l", scaleResolutionDownBy: by, maxBitrate: Math.max(least, Math.round(most / 9)) });
  if (height < 720) return [large, small(2)];
  return [large, { rid: "m", scaleResolutionDownBy: 2, maxBitrate: Math.round(most / 3) }, small(4)];
}

export interface Sent {
  readonly kbps: number;
  readonly lost: number;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly codec: string;
  /** Why the browser sends less than it could: none, cpu, bandwidth, other. */
  readonly limited: string;
  /** Sizes of the picture rest, because nobody watches them. */
  readonly resting: boolean;
}

export class Publish extends Line {
  private last = { at: 0, bytes: 0 };
  private layers: Layers | undefined;

  /** room is the address of the hall, or of a group's small hall. */
  constructor(
    room: string,
    readonly slot: Offer,
    private readonly stream: MediaStream,
    changed: (condition: Condition) => void,
    query = "",
    /** Of the room's slots the one that is meant, where several are for the same. */
    at: string = slot,
  ) {
    super(`${room}/publish/${at}${query}`, "", changed);
  }

  protected prepare(connection: RTCPeerConnection): void {
    const [sound] = this.stream.getAudioTracks();
    const [picture] = this.stream.getVideoTracks();
    if (sound) connection.addTransceiver(sound, { direction: "sendonly", streams: [this.stream] });
    if (!picture) return;
    picture.contentHint = this.slot === "slides" ? "detail" : "motion";
    const transceiver = connection.addTransceiver(picture, {
      direction: "sendonly",
      streams: [this.stream],
      sendEncodings: sizes(this.slot, picture.getSettings().height ?? 0),
    });
    prefer(transceiver);
  }

  protected clear(): void {
    this.last = { at: 0, bytes: 0 };
    this.layers?.close();
    this.layers = undefined;
  }

  // The server says which sizes anybody watches. The others need not be sent.
  protected override seated(connection: RTCPeerConnection, session: string): void {
    this.layers?.close();
    this.layers = new Layers(session, (useful) => rest(connection, useful));
  }

  protected override ready(connection: RTCPeerConnection): void {
    for (const sender of connection.getSenders()) {
      if (sender.track?.kind !== "video") continue;
      const parameters = sender.getParameters() as RTCRtpSendParameters & { degradationPreference?: string };
      parameters.degradationPreference = this.slot === "slides" ? "maintain-resolution" : "maintain-framerate";
      sender.setParameters(parameters).catch(() => undefined);
    }
  }

  /** Puts another camera or microphone in the place of the present one. */
  async replace(track: MediaStreamTrack): Promise<void> {
    const sender = this.connection?.getSenders().find((s) => s.track?.kind === track.kind);
    await sender?.replaceTrack(track);
  }

  /** What goes out. */
  async sent(): Promise<Sent | undefined> {
    const report = await this.stats();
    if (!report) return undefined;
    let bytes = 0;
    let at = 0;
    const out = { kbps: 0, lost: 0, width: 0, height: 0, fps: 0, codec: "", limited: "none", resting: false };
    report.forEach((s: RTCOutboundRtpStreamStats & { fractionLost?: number; active?: boolean; framesPerSecond?: number; qualityLimitationReason?: string; mimeType?: string }) => {
      if (s.type === "remote-inbound-rtp") out.lost = Math.max(out.lost, 100 * (s.fractionLost ?? 0));
      if (s.type !== "outbound-rtp") return;
      bytes += s.bytesSent ?? 0;
      at = s.timestamp;
      if (s.kind !== "video") return;
      if (s.active === false) out.resting = true;
      if (s.active === false) return; // one that rests keeps its old figures
      if ((s.frameWidth ?? 0) < out.width) return; // of several sizes the largest
      out.width = s.frameWidth ?? 0;
      out.height = s.frameHeight ?? 0;
      out.fps = s.framesPerSecond ?? 0;
      out.limited = s.qualityLimitationReason ?? "none";
      const codec = s.codecId ? (report.get(s.codecId) as { mimeType?: string } | undefined) : undefined;
      out.codec = codec?.mimeType?.split("/")[1] ?? "";
    });
    if (this.last.at && at > this.last.at) out.kbps = ((bytes - this.last.bytes) * 8) / (at - this.last.at);
    this.last = { at, bytes };
    return out;
  }
}

/** Sends these sizes of the picture, or all, and lets the others rest. */
function rest(connection: RTCPeerConnection, useful?: readonly string[]): void {
  for (const sender of connection.getSenders()) {
    const parameters = sender.getParameters();
    if (sender.track?.kind !== "video" || parameters.encodings.length < 2) continue;
    for (const encoding of parameters.encodings) encoding.active = useful?.includes(encoding.rid ?? "") ?? true;
    sender.setParameters(parameters).catch(() => undefined);
  }
}

// What a stream (HLS) and a film in MP4 can carry comes first, and of that what most devices decode
// with little effort. VP8 is the last: every browser has it, and no stream can carry it.
const order = ["video/H264", "video/VP9", "video/AV1", "video/VP8"];

/** Puts the codecs in order; those that are not named stay behind them (retransmission, and others). */
function prefer(transceiver: RTCRtpTransceiver): void {
  const codecs = RTCRtpSender.getCapabilities("video")?.codecs;
  if (!codecs || !("setCodecPreferences" in transceiver)) return;
  const rank = (c: RTCRtpCodec) => {
    const at = order.indexOf(c.mimeType);
    return at < 0 ? order.length : at + (single(c) ? 0.5 : 0);
  };
  transceiver.setCodecPreferences([...codecs].sort((a, b) => rank(a) - rank(b)));
}

/** H.264 in packets that hold one unit each: what the hall cannot take (RFC 6184 section 6.2). */
function single(codec: RTCRtpCodec): boolean {
  return codec.mimeType === "video/H264" && !codec.sdpFmtpLine?.includes("packetization-mode=1");
}
