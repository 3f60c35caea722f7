// An interpreter's voice in place of the hall's own sound. The hall is heard again whenever the voice is not.

import { Line, type Condition } from "./line";

class Listening extends Line {
  constructor(
    url: string,
    private readonly take: (stream: MediaStream | null) => void,
    changed: (condition: Condition) => void,
  ) {
    super(url, "", changed);
  }

  protected prepare(connection: RTCPeerConnection): void {
    this.take(new MediaStream([connection.addTransceiver("audio", { direction: "recvonly" }).receiver.track]));
  }

  protected clear(): void {
    this.take(null);
  }
}

export class Channel {
  private language = "";
  private slot = "";
  private live: readonly string[] = [];
  private line: Listening | undefined;

  /** heard is called when the voice begins to take the place of the hall's sound, and when it no longer does. */
  constructor(
    private readonly base: string,
    private readonly audio: HTMLAudioElement,
    private readonly heard: (instead: boolean) => void,
  ) {}

  /** Chooses a language and its slot; "" is the hall's own sound. */
  choose(language: string, slot: string): void {
    if (this.language === language) return;
    this.language = language;
    this.slot = slot;
    this.line?.stop();
    this.line = undefined;
    if (language !== "") {
      this.line = new Listening(`${this.base}/hall/watch?sound=${encodeURIComponent(language)}`, (stream) => this.play(stream), () => this.judge());
      this.line.start();
    }
    this.judge();
  }

  /** Takes in which slots have a voice now. */
  setLive(live: readonly string[]): void {
    this.live = live;
    this.judge();
  }

  setMuted(muted: boolean): void {
    this.audio.muted = muted;
  }

  setVolume(volume: number): void {
    this.audio.volume = volume;
  }

  private play(stream: MediaStream | null): void {
    this.audio.srcObject = stream;
    if (stream) this.audio.play().catch(() => undefined);
  }

  private judge(): void {
    this.heard(this.line?.condition === "up" && this.live.includes(this.slot));
  }
}
