// Plays the films of a recording on one clock. The main film leads while it plays; the
// others are kept within a tenth of a second of it. Where there is none, the time of
// the page leads.

import { Lane, type Film } from "./lane";

export interface Timeline {
  readonly seconds: number;
  readonly films: readonly Film[];
  readonly percent: number;
  readonly busy: boolean;
  readonly made: boolean;
  readonly composed: boolean;
}

/** How often the films are brought into step, in milliseconds. */
const step = 100;

export class Player {
  readonly seconds: number;
  readonly lanes: readonly Lane[];
  private readonly main: Lane;
  private at = 0;
  private looked = 0;
  private speed = 1;
  private going = false;
  /** Called when anything that is shown has changed. */
  changed: () => void = () => {};

  constructor(root: HTMLElement, timeline: Timeline) {
    this.seconds = timeline.seconds;
    this.lanes = (["main", "slides", "floor"] as const).map((name) => new Lane(root, name, timeline.films.filter((f) => f.lane === name)));
    this.main = this.lanes[0] as Lane;
    for (const lane of this.lanes) {
      lane.element.addEventListener("seeked", () => this.tick());
      lane.element.addEventListener("loadedmetadata", () => this.tick());
    }
    setInterval(() => this.tick(), step);
  }

  get position(): number {
    return this.at;
  }

  get playing(): boolean {
    return this.going;
  }

  get rate(): number {
    return this.speed;
  }

  set rate(speed: number) {
    this.speed = speed;
    this.changed();
  }

  play(): void {
    if (this.at >= this.seconds - 0.1) this.at = 0;
    this.going = true;
    this.looked = performance.now();
    this.seek(this.at);
  }

  pause(): void {
    this.going = false;
    for (const lane of this.lanes) lane.pause();
    this.changed();
  }

  seek(to: number): void {
    this.at = Math.min(Math.max(to, 0), this.seconds);
    for (const lane of this.lanes) lane.jump(this.at);
    this.tick();
  }

  set volume(v: number) {
    for (const lane of this.lanes) lane.element.volume = v;
  }

  set muted(off: boolean) {
    for (const lane of this.lanes) if (lane.name !== "slides") lane.element.muted = off;
  }

  private tick(): void {
    const now = performance.now();
    const passed = (now - this.looked) / 1000;
    this.looked = now;
    if (this.going) this.advance(passed);
    for (const lane of this.lanes) {
      lane.choose(this.at);
      if (lane !== this.main || !lane.leads) lane.follow(this.at, this.going && !this.main.waits, this.speed);
      else lane.run(this.going, this.speed);
    }
    this.changed();
  }

  /** Moves the clock: with the main film while it plays, not at all while it loads. */
  private advance(passed: number): void {
    const led = this.main.position;
    if (this.main.leads && led !== undefined) this.at = Math.max(led, this.main.film?.at ?? 0);
    else if (!this.main.waits) this.at += passed * this.speed;
    if (this.at >= this.seconds) {
      this.at = this.seconds;
      this.pause();
    }
  }
}
