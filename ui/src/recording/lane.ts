// One lane of a recording: an element that plays one film after the other.

import { one, show } from "../lib/dom";

export interface Film {
  readonly lane: "main" | "slides" | "floor";
  readonly address: string;
  /** Seconds on the clock of the recording. */
  readonly at: number;
  readonly seconds: number;
  readonly picture: boolean;
  readonly sound: boolean;
}

/** A film further off than this is led back; further off than far, it jumps. Seconds. */
const off = 0.06;
const far = 0.3;
/** The most by which a film that is led plays faster or slower. */
const most = 0.25;

export class Lane {
  readonly element: HTMLMediaElement;
  film: Film | undefined;
  /** Where to go when the film's head has come. */
  private wanted: number | undefined;

  constructor(
    root: HTMLElement,
    readonly name: Film["lane"],
    private readonly films: readonly Film[],
  ) {
    this.box = one(`[data-lane="${name}"]`, root) as HTMLElement;
    this.element = one<HTMLMediaElement>("video, audio", this.box) as HTMLMediaElement;
    this.element.preservesPitch = true;
    this.element.addEventListener("loadedmetadata", () => this.settle());
    this.choose(0);
  }

  private readonly box: HTMLElement;

  get empty(): boolean {
    return this.films.length === 0;
  }

  /** Takes the film of that time. */
  choose(at: number): void {
    const film = this.films.findLast((f) => f.at <= at + 0.001) ?? this.films[0];
    if (film !== this.film) {
      this.film = film;
      if (film) {
        this.wanted = Math.max(0, at - film.at);
        this.element.src = film.address;
        this.element.load();
      }
    }
    if (this.name === "slides") show(this.box, film !== undefined && film.at <= at + 0.001);
    this.box.toggleAttribute("data-picture", film?.picture === true);
  }

  private settle(): void {
    if (this.wanted === undefined) return;
    this.element.currentTime = this.within(this.wanted);
    this.wanted = undefined;
  }

  /** A time that the film has. */
  private within(seconds: number): number {
    const end = this.element.duration;
    return Math.max(0, Number.isFinite(end) ? Math.min(seconds, end - 0.05) : seconds);
  }

  /** The time of the recording that is shown; undefined before the film has come. */
  get position(): number | undefined {
    return this.film && this.wanted === undefined ? this.film.at + this.element.currentTime : undefined;
  }

  /** Its film is not over at its own end: the clock may go by it. */
  get leads(): boolean {
    return this.film !== undefined && this.wanted === undefined && this.element.readyState >= 2 && !this.element.seeking && !this.element.ended && !this.element.error;
  }

  /** It will lead, but has nothing to show yet. */
  get waits(): boolean {
    return this.film !== undefined && !this.element.error && !this.element.ended && !this.leads;
  }

  jump(at: number): void {
    this.choose(at);
    if (!this.film) return;
    const to = Math.max(0, at - this.film.at);
    if (this.element.readyState === 0) this.wanted = to;
    else if (Math.abs(this.element.currentTime - this.within(to)) > 0.02) this.element.currentTime = this.within(to);
  }

  run(going: boolean, speed: number): void {
    if (this.element.playbackRate !== speed) this.element.playbackRate = speed;
    if (going && this.element.paused) void this.element.play().catch(() => undefined);
    if (!going && !this.element.paused) this.element.pause();
  }

  /** Keeps in step with the clock. */
  follow(at: number, going: boolean, speed: number): void {
    if (!this.film || this.wanted !== undefined || this.element.readyState === 0 || this.element.seeking) return;
    const want = at - this.film.at;
    const held = this.within(want);
    const behind = held - this.element.currentTime;
    if (want < 0 || held < want - 0.05) {
      if (Math.abs(behind) > 0.1) this.element.currentTime = held;
      this.run(false, speed);
      return;
    }
    if (Math.abs(behind) > far || (!going && Math.abs(behind) > off)) this.element.currentTime = held;
    const lead = Math.abs(behind) > off ? Math.min(Math.max(behind, -most), most) : 0;
    this.run(going, going ? speed * (1 + lead) : speed);
  }

  pause(): void {
    this.element.pause();
  }
}
