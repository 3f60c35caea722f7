// The pictures and sounds of the hall in a page: <figure data-tile="programme"> with a
// <video data-slot="programme"> in it, and <audio data-sound="programme"> beside them.

import { all, one, part, put, show } from "./dom";
export { writeLine } from "./finding";
import { diagnose, programmeCame, type Finding } from "./diagnose";
import { Ladder, type Why } from "./ladder";
import type { Condition } from "./line";
import { placeName, slots, wall, type OnAir, type Slot, type State } from "./state";
import { Stream, streamable } from "./stream";
import { say, t } from "./text";
import { hour } from "./time";
import { audible, Watch, type Health, type Via } from "./whep";
import type { Link } from "./wire";

const looks = 2_000;
/** After so many looks without a picture the server is asked why, and then at every so-manieth. */
const doubtful = 2;
const seldom = 10;
/** The slots that have a stream: nobody watches a wall of small pictures late. */
const streamed: readonly Slot[] = ["programme", "slides", "floor"];

export interface Hints {
  /** After every change of what is known about the line. */
  found(finding: Finding, health: Health | undefined): void;
  /** By which way picture and sound come, and why by that one. */
  way?(way: Via | "stream", why: Why): void;
  /** Whether sound waits for a touch: browsers let no page begin to sound by itself. */
  blocked?(waits: boolean): void;
}

type Kind = "video" | "audio";

export class Stage {
  private readonly watch: Watch;
  private readonly ladder: Ladder;
  private readonly script: string;
  private readonly incoming: Record<Kind, Partial<Record<Slot, MediaStream>>> = { video: {}, audio: {} };
  private readonly streams = new Map<Slot, Stream>();
  private touched = false;
  private media: Condition = "off";
  private link: Link = "connecting";
  private health: Health | undefined;
  private silent = 0;
  private blank = 0;
  private unable = false;
  private state: State | undefined;
  private air: State["air"] = {};
  private walled = true;
  private readonly since: Partial<Record<Slot, number>> = {};
  private readonly silenced = new Set<Slot>();
  private wanted = false;
  private muted = false;
  private volume = 1;
  private replaced = false;

  /** The root's data-hls is the address of the player of streams; without it there are none. */
  constructor(
    private readonly base: string,
    private readonly root: HTMLElement,
    private readonly hints: Hints,
    query = "",
  ) {
    this.script = root.dataset.hls ?? "";
    this.ladder = new Ladder(streamable(this.script));
    this.watch = new Watch(base, (kind, slot, stream) => this.attach(kind, slot, stream), (c) => this.changed(c), () => this.lines(), query);
    for (const slot of slots) this.video(slot)?.addEventListener("resize", () => this.paint());
    addEventListener("online", () => {
      this.ladder.again(Date.now());
      this.judge();
    });
    addEventListener("offline", () => this.judge());
    setInterval(() => void this.look(), looks);
  }

  // A picture that does not come keeps a page loading for ever if it was asked for before
  // the page had loaded.
  start(): void {
    this.wanted = true;
    const begin = () => this.wanted && this.watch.start();
    if (document.readyState === "complete") begin();
    else addEventListener("load", begin, { once: true });
  }

  stop(): void {
    this.wanted = false;
    this.ladder.reset();
    this.follow();
    this.watch.stop();
  }

  /** Whether the pictures of the wall are wanted, where the page has a place for them. */
  setWall(wanted: boolean): void {
    if (this.walled === wanted) return;
    this.walled = wanted;
    this.watch.restart();
  }

  // Lines stand for slots in their order: the page asks up to the last slot that it shows.
  private lines(): number {
    const last = slots.findLastIndex((slot) => (this.walled || !(wall as readonly Slot[]).includes(slot)) && this.video(slot) !== undefined);
    return last + 1;
  }

  /** Takes in the state of the hall. */
  show(state: State): void {
    this.state = state;
    for (const slot of slots) {
      if (!state.air[slot] || state.air[slot]?.publisher === this.air[slot]?.publisher) continue;
      this.since[slot] = Date.now();
      if (this.ladder.why === "unable" && streamed.includes(slot)) this.ladder.again(Date.now());
    }
    this.air = state.air;
    this.follow();
    this.paint();
    this.judge();
  }

  /** How late the picture is, in milliseconds: 0 unless it comes as a stream. */
  get late(): number {
    return this.ladder.way === "stream" ? Math.max(0, ...[...this.streams.values()].map((s) => 1_000 * s.late)) : 0;
  }

  setLink(link: Link): void {
    this.link = link;
    this.judge();
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    this.tune();
  }

  setVolume(volume: number): void {
    this.volume = volume;
    this.tune();
  }

  /** Silences all sound of the hall: another voice takes its place. */
  setReplaced(replaced: boolean): void {
    this.replaced = replaced;
    this.tune();
  }

  /** Silences one sound: the floor's for whoever has it. */
  silence(slot: Slot, silent: boolean): void {
    if (silent) this.silenced.add(slot);
    else this.silenced.delete(slot);
    this.tune();
  }

  /** Begins to sound; call it from a touch when sound was blocked. */
  sound(): void {
    this.touched = true;
    this.tune();
    for (const element of this.sounding()) {
      element.play().then(
        () => this.hints.blocked?.(false),
        (fault: unknown) => this.denied(element, fault),
      );
    }
  }

  // A stream that may not sound yet still shows its picture.
  private denied(element: HTMLMediaElement, fault: unknown): void {
    if (!(fault instanceof DOMException) || fault.name !== "NotAllowedError") return;
    this.hints.blocked?.(true);
    if (!(element instanceof HTMLVideoElement)) return;
    this.touched = false;
    element.muted = true;
    element.play().catch(() => undefined);
  }

  /** The elements that sound now: those of the direct sounds, or the streams'. */
  private sounding(): HTMLMediaElement[] {
    if (this.ladder.way === "stream") return [...this.streams].filter(([slot]) => audible.includes(slot)).map(([, s]) => s.video);
    return audible.map((slot) => this.audio(slot)).filter((x): x is HTMLAudioElement => !!x?.srcObject);
  }

  private attach(kind: Kind, slot: Slot, stream: MediaStream | null): void {
    if (stream) this.incoming[kind][slot] = stream;
    else delete this.incoming[kind][slot];
    if (this.ladder.way === "direct") this.present(kind, slot);
  }

  /** Gives an element what comes directly for it. */
  private present(kind: Kind, slot: Slot): void {
    const element = kind === "video" ? this.video(slot) : this.audio(slot);
    const stream = this.incoming[kind][slot] ?? null;
    if (!element || element.srcObject === stream) return;
    element.srcObject = stream;
    if (kind === "video" && stream) {
      element.muted = true;
      element.play().catch(() => undefined);
    }
    if (kind === "audio" && stream) {
      this.tune();
      this.sound();
    }
    this.paint();
  }

  /** Brings what plays into line with the way that was chosen and with what is on air. */
  private follow(): void {
    const streaming = this.wanted && this.ladder.way === "stream";
    for (const slot of streamed) {
      const video = this.video(slot);
      const stream = this.streams.get(slot);
      const air = this.air[slot];
      const on = streaming && air !== undefined && !air.lost && video !== undefined;
      if (stream && !on) {
        stream.stop();
        this.streams.delete(slot);
      } else if (!stream && on) {
        this.streams.set(slot, this.begin(slot, video));
      }
    }
    for (const slot of slots) {
      const video = this.video(slot);
      if (!streaming) this.present("video", slot);
      else if (video) video.srcObject = null;
    }
    for (const slot of audible) {
      const audio = this.audio(slot);
      if (streaming && audio) audio.srcObject = null;
      else if (!streaming) this.present("audio", slot);
    }
    this.tune();
  }

  private begin(slot: Slot, video: HTMLVideoElement): Stream {
    video.addEventListener("loadeddata", () => this.ladder.way === "stream" && this.unmute(video), { once: true });
    return new Stream(this.base, slot, this.script, video, () => this.judge());
  }

  private unmute(video: HTMLVideoElement): void {
    this.touched = true;
    this.tune();
    video.play().catch((fault: unknown) => this.denied(video, fault));
  }

  private changed(condition: Condition): void {
    this.media = condition;
    this.health = undefined;
    this.silent = this.blank = 0;
    this.unable = false;
    this.judge();
  }

  private async look(): Promise<void> {
    const health = await this.watch.health();
    this.health = health;
    this.silent = health && this.air.programme && !programmeCame(health) ? this.silent + 1 : 0;
    await this.doubt(health);
    this.paint();
    this.judge();
  }

  // A picture that never comes may be one that this browser cannot show. No packet tells: the server is asked.
  private async doubt(health: Health | undefined): Promise<void> {
    const blank = health && streamed.some((slot) => slot !== "floor" && this.air[slot] && !this.air[slot]?.lost && health.video[slot].frames === 0);
    this.blank = blank ? this.blank + 1 : 0;
    if (!blank) this.unable = false;
    else if (this.blank === (this.ladder.why === "unable" ? 1 : doubtful) || this.blank % seldom === 0) {
      const slots = await this.watch.unable();
      this.unable = slots.includes("programme") || slots.includes("slides");
    }
  }

  private climb(): void {
    if (!this.wanted || document.readyState !== "complete") return;
    const before = this.ladder.way;
    this.ladder.look(this.media === "up" && this.unable ? "unable" : this.media, this.link, Date.now());
    if (this.ladder.way !== before) this.follow();
    if (this.ladder.direct) this.watch.start();
    else this.watch.stop();
  }

  private judge(): void {
    this.climb();
    const streams = [...this.streams.values()];
    const lacks = [...this.streams].some(([slot, s]) => s.playing === "unsuitable" || (s.soundOnly && slot !== "floor"));
    const streaming = this.ladder.way === "stream" && this.wanted;
    const stream = {
      late: Math.max(0, ...streams.map((s) => s.late)),
      playing: streams.some((s) => s.playing === "playing"),
      unsuitable: lacks,
    };
    this.hints.way?.(streaming ? "stream" : (this.health?.via ?? ""), this.ladder.why);
    this.hints.found(diagnose({ stream: streaming ? stream : undefined, unable: this.unable, why: this.ladder.why, online: navigator.onLine, link: this.link, media: this.media, air: this.air, muted: this.state?.muted?.includes("programme") ?? false, health: this.health, silent: this.silent }), this.health);
  }

  // data-on: the slot is on air. data-picture: and it brings a picture. data-lost: its
  // source is lost, and a slate says so in place of the picture.
  private paint(): void {
    for (const slot of slots) {
      const on = this.air[slot] !== undefined;
      for (const tile of all(`[data-tile="${slot}"]`, this.root)) {
        tile.toggleAttribute("data-on", on);
        tile.toggleAttribute("data-picture", on && this.pictured(slot));
        this.slate(tile, slot, this.air[slot]);
      }
    }
  }

  private slate(tile: HTMLElement, slot: Slot, on: OnAir | undefined): void {
    const name = on ? this.nameOf(slot, on) : "";
    put(part(tile, "name"), name);
    tile.toggleAttribute("data-lost", on?.lost !== undefined);
    tile.toggleAttribute("data-muted", this.state?.muted?.includes(slot) ?? false);
    const slate = part(tile, "slate");
    show(slate, on?.lost !== undefined);
    if (on?.lost) put(slate, t(`hall.slate.${on.lost.reason}`, { name, time: hour(on.lost.since, (this.root as HTMLElement).dataset?.zone ?? "") }));
  }

  // On the wall a branch hall goes by its own name, in the reader's language.
  private nameOf(slot: Slot, on: OnAir): string {
    if (!(wall as readonly Slot[]).includes(slot)) return t(`hall.slot.${slot}`);
    return (this.state && say(placeName(this.state, on.place))) || on.label;
  }

  private pictured(slot: Slot): boolean {
    const video = this.video(slot);
    if (!video || video.videoWidth === 0) return false;
    if (this.ladder.way === "stream") return this.streams.has(slot) && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    if (!video.srcObject) return false;
    if (slot !== "floor" || !this.health) return true;
    // A voice without a camera leaves the picture of whoever spoke before in the element.
    return this.health.video.floor.decoded > 0 || Date.now() - (this.since.floor ?? 0) < 2 * looks;
  }

  private tune(): void {
    for (const slot of audible) {
      const audio = this.audio(slot);
      if (!audio) continue;
      audio.muted = this.muted || this.replaced || this.silenced.has(slot);
      audio.volume = this.volume;
      const video = this.streams.get(slot)?.video;
      if (!video) continue;
      video.muted = audio.muted || !this.touched;
      video.volume = this.volume;
    }
  }

  private video(slot: Slot): HTMLVideoElement | undefined {
    return one<HTMLVideoElement>(`video[data-slot="${slot}"]`, this.root);
  }

  private audio(slot: Slot): HTMLAudioElement | undefined {
    return one<HTMLAudioElement>(`audio[data-sound="${slot}"]`, this.root);
  }
}

/** Lets every [data-enlarge] button make its tile large and small again. */
export function enlarging(root: HTMLElement): (slot: Slot | "") => void {
  const set = (slot: Slot | "") => {
    const next = root.dataset.enlarged === slot ? "" : slot;
    if (next) root.dataset.enlarged = next;
    else delete root.dataset.enlarged;
    for (const button of all("[data-enlarge]", root)) button.setAttribute("aria-pressed", String(button.dataset.enlarge === next));
  };
  for (const button of all("[data-enlarge]", root)) button.addEventListener("click", () => set(button.dataset.enlarge as Slot));
  return set;
}
