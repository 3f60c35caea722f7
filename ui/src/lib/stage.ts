// The pictures and sounds of the hall in a page: <figure data-tile="programme"> with a
// <video data-slot="programme"> in it, and <audio data-sound="programme"> beside them.

import { all, one, part, put, show } from "./dom";
export { writeLine } from "./finding";
import { diagnose, programmeCame, type Finding } from "./diagnose";
import type { Condition } from "./line";
import { placeName, slots, wall, type OnAir, type Slot, type State } from "./state";
import { say, t } from "./text";
import { hour } from "./time";
import { audible, Watch, type Health } from "./whep";
import type { Link } from "./wire";

const looks = 2_000;

export interface Hints {
  /** After every change of what is known about the line. */
  found(finding: Finding, health: Health | undefined): void;
  /** Whether sound waits for a touch: browsers let no page begin to sound by itself. */
  blocked?(waits: boolean): void;
}

export class Stage {
  private readonly watch: Watch;
  private media: Condition = "off";
  private link: Link = "connecting";
  private health: Health | undefined;
  private silent = 0;
  private state: State | undefined;
  private air: State["air"] = {};
  private walled = true;
  private readonly since: Partial<Record<Slot, number>> = {};
  private readonly silenced = new Set<Slot>();
  private wanted = false;
  private muted = false;
  private volume = 1;

  constructor(
    base: string,
    private readonly root: ParentNode,
    private readonly hints: Hints,
    query = "",
  ) {
    this.watch = new Watch(base, (kind, slot, stream) => this.attach(kind, slot, stream), (c) => this.changed(c), () => this.lines(), query);
    for (const slot of slots) this.video(slot)?.addEventListener("resize", () => this.paint());
    addEventListener("online", () => this.judge());
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
      if (state.air[slot] && state.air[slot]?.publisher !== this.air[slot]?.publisher) this.since[slot] = Date.now();
    }
    this.air = state.air;
    this.paint();
    this.judge();
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

  /** Silences one sound: the floor's for whoever has it. */
  silence(slot: Slot, silent: boolean): void {
    if (silent) this.silenced.add(slot);
    else this.silenced.delete(slot);
    this.tune();
  }

  /** Begins to sound; call it from a touch when sound was blocked. */
  sound(): void {
    for (const slot of audible) {
      const audio = this.audio(slot);
      if (!audio?.srcObject) continue;
      audio.play().then(
        () => this.hints.blocked?.(false),
        (fault: unknown) => {
          if (fault instanceof DOMException && fault.name === "NotAllowedError") this.hints.blocked?.(true);
        },
      );
    }
  }

  private attach(kind: "video" | "audio", slot: Slot, stream: MediaStream | null): void {
    const element = kind === "video" ? this.video(slot) : this.audio(slot);
    if (!element) return;
    element.srcObject = stream;
    if (kind === "video" && stream) (element as HTMLVideoElement).play().catch(() => undefined);
    if (kind === "audio" && stream) {
      this.tune();
      this.sound();
    }
    this.paint();
  }

  private changed(condition: Condition): void {
    this.media = condition;
    this.health = undefined;
    this.silent = 0;
    this.judge();
  }

  private async look(): Promise<void> {
    const health = await this.watch.health();
    this.health = health;
    this.silent = health && this.air.programme && !programmeCame(health) ? this.silent + 1 : 0;
    this.paint();
    this.judge();
  }

  private judge(): void {
    this.hints.found(diagnose({ online: navigator.onLine, link: this.link, media: this.media, air: this.air, muted: this.state?.muted?.includes("programme") ?? false, health: this.health, silent: this.silent }), this.health);
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
    if (!video?.srcObject || video.videoWidth === 0) return false;
    if (slot !== "floor" || !this.health) return true;
    // A voice without a camera leaves the picture of whoever spoke before in the element.
    return this.health.video.floor.decoded > 0 || Date.now() - (this.since.floor ?? 0) < 2 * looks;
  }

  private tune(): void {
    for (const slot of audible) {
      const audio = this.audio(slot);
      if (!audio) continue;
      audio.muted = this.muted || this.silenced.has(slot);
      audio.volume = this.volume;
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
