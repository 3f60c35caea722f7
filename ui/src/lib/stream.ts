// The hall as a stream (HLS): a few seconds late, over plain HTTPS. The player is loaded when
// it is first needed. Where the browser has Media Source Extensions it plays by them; the
// browser's own player is the last resort, for some say they can and then cannot.

import { Backoff } from "./backoff";
import type { Slot } from "./state";
import { now } from "./time";

/** What of the player's interface is used here. */
interface Player {
  loadSource(url: string): void;
  attachMedia(media: HTMLMediaElement): void;
  destroy(): void;
  on(event: string, listener: (event: string, data: Fault) => void): void;
  readonly playingDate: Date | null;
  readonly liveSyncPosition: number | null;
}

interface Fault {
  readonly fatal: boolean;
  readonly response?: { readonly code?: number };
}

interface Library {
  readonly default: { new (options: object): Player; isSupported(): boolean };
}

/** unsuitable: the hall sends a picture that no stream can carry, and no sound. */
export type Playing = "waiting" | "playing" | "unsuitable";

/** Whether this browser can play a stream at all. */
export function streamable(script: string): boolean {
  return script !== "" && (mse() || native());
}

function mse(): boolean {
  return "MediaSource" in window || "ManagedMediaSource" in window;
}

function native(): boolean {
  return document.createElement("video").canPlayType("application/vnd.apple.mpegurl") !== "";
}

// What the player does with little of: it keeps little of what was, follows the newest part,
// and runs a little faster rather than jump.
const options = { enableWorker: false, lowLatencyMode: true, backBufferLength: 6, maxBufferLength: 12, maxLiveSyncPlaybackRate: 1.08, liveDurationInfinity: true };

const unsuitable = 15_000;

/** A tab that slept is this far behind, in seconds: it jumps, and runs no marathon. */
const tooLate = 10;

/** One slot's stream in one <video>. */
export class Stream {
  playing: Playing = "waiting";
  private player: Player | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private ended = false;
  private readonly backoff = new Backoff();
  private readonly moved = () => this.moves();
  private readonly failed = () => this.again(undefined);

  constructor(
    base: string,
    slot: Slot,
    private readonly script: string,
    readonly video: HTMLVideoElement,
    private readonly changed: () => void,
  ) {
    this.url = `${base}/hall/stream/${slot}/index.m3u8`;
    video.addEventListener("timeupdate", this.moved);
    void this.open();
  }

  private readonly url: string;

  stop(): void {
    this.ended = true;
    this.video.removeEventListener("timeupdate", this.moved);
    this.close();
  }

  /** How late the picture is, in seconds; 0 when that is not known. */
  get late(): number {
    const shown = this.player?.playingDate;
    return shown ? Math.max(0, (now() - shown.getTime()) / 1000) : 0;
  }

  /** Whether sound goes alone: the picture is one that no stream can carry, or there is none. */
  get soundOnly(): boolean {
    return this.playing === "playing" && this.video.videoWidth === 0;
  }

  private async open(): Promise<void> {
    clearTimeout(this.retry);
    this.video.srcObject = null;
    if (!mse()) {
      this.video.addEventListener("error", this.failed);
      this.video.src = this.url;
      return;
    }
    const library = (await import(this.script).catch(() => undefined)) as Library | undefined;
    if (this.ended || this.player) return;
    if (!library) return this.again(undefined);
    const player = new library.default(options);
    this.player = player;
    player.on("hlsError", (_, fault) => fault.fatal && this.player === player && this.again(fault.response?.code));
    player.attachMedia(this.video);
    player.loadSource(this.url);
  }

  // An edition that has ended (410) is followed by another at once. The address of the first
  // playlist waits for what is not there yet.
  private again(status: number | undefined): void {
    this.close();
    if (this.ended) return;
    this.playing = status === 409 ? "unsuitable" : "waiting";
    this.changed();
    const wait = status === 410 ? Math.random() * 300 : status === 409 ? unsuitable : this.backoff.next();
    this.retry = setTimeout(() => void this.open(), wait);
  }

  private close(): void {
    clearTimeout(this.retry);
    this.video.removeEventListener("error", this.failed);
    this.player?.destroy();
    this.player = undefined;
    if (this.video.hasAttribute("src")) {
      this.video.removeAttribute("src");
      this.video.load();
    }
  }

  private moves(): void {
    this.backoff.reset();
    const newest = this.player?.liveSyncPosition;
    if (newest && newest - this.video.currentTime > tooLate) this.video.currentTime = newest;
    if (this.playing === "playing" || this.video.currentTime === 0) return;
    this.playing = "playing";
    this.changed();
  }
}
