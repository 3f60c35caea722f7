// The ways by which a picture comes: direct (WebRTC, by UDP or TCP), and the stream (HLS) where
// a network lets nothing direct through. The ladder says which to take; it knows no clock,
// no browser and no server.

import type { Condition } from "./line";
import type { Link } from "./wire";

export type Way = "direct" | "stream";
/** Why the stream was taken: nothing comes through, it broke off too often, the browser cannot, or cannot show what is sent. */
export type Why = "" | "blocked" | "unstable" | "unsupported" | "unable";

/** A direct picture that was lost sooner than this speaks for a bad way, not for an accident. */
const short = 90_000;
/** So many of those in a row, and the stream is taken. */
const shorts = 2;
/** How long a direct picture has to hold before the stream is left for it. */
const settled = 3_000;
/** How long a try at the direct way may take. */
const trial = 20_000;
/** The waits before such a try: they double. */
const first = 60_000;
const longest = 600_000;

export class Ladder {
  way: Way = "direct";
  why: Why = "";
  private up = 0;
  private lost = 0;
  private trying = 0;
  private pause = first;
  private next = 0;

  /** possible says whether this browser can play the stream; chance lies in [0, 1). */
  constructor(
    private readonly possible: boolean,
    private readonly chance: () => number = Math.random,
  ) {}

  /** Whether a direct picture is wanted now: it is the way, or it is being tried. */
  get direct(): boolean {
    return this.way === "direct" || this.trying > 0;
  }

  /**
   * Takes in how the direct picture is at a moment. It steps down only while the page's own
   * line to the server is open: without it everything is down, and no way is to blame.
   */
  look(media: Condition | "unable", link: Link, now: number): void {
    if (!this.possible || media === "refused") return;
    if (this.way === "direct") this.watch(media, link === "open", now);
    else this.wait(media, link === "open", now);
  }

  /** The network, or what is sent, has changed: what was impossible may be possible now. */
  again(now: number): void {
    this.pause = first;
    if (this.way === "stream" && !this.trying) this.next = now;
  }

  /** Nobody watches any more; whoever does next begins at the top. */
  reset(): void {
    this.way = "direct";
    this.why = "";
    this.up = this.lost = this.trying = this.next = 0;
    this.pause = first;
  }

  private watch(media: Condition | "unable", open: boolean, now: number): void {
    if (media === "up") {
      this.up ||= now;
      if (now - this.up >= short) {
        this.lost = 0;
        this.pause = first;
      }
      return;
    }
    if (this.up && media === "retrying") {
      if (open && now - this.up < short) this.lost++;
      this.up = 0;
    }
    if (media === "unsupported") this.descend(media, now);
    else if (open && media === "unable") this.descend(media, now);
    else if (open && media === "blocked") this.descend(media, now);
    else if (open && this.lost >= shorts) this.descend("unstable", now);
  }

  private wait(media: Condition | "unable", open: boolean, now: number): void {
    if (!this.trying) {
      if (open && now >= this.next && media !== "unsupported") {
        this.trying = now;
        this.up = 0;
      }
      return;
    }
    if (media === "up") {
      this.up ||= now;
      if (now - this.up < settled) return;
      this.way = "direct";
      this.why = "";
      this.trying = 0;
      this.lost = shorts - 1;
      return;
    }
    this.up = 0;
    if (media === "blocked" || media === "unsupported" || media === "unable" || now - this.trying >= trial) {
      this.pause = Math.min(longest, this.pause * 2);
      this.descend(media === "unsupported" || media === "unable" ? media : "blocked", now);
    }
  }

  private descend(why: Why, now: number): void {
    this.way = "stream";
    this.why = why;
    this.up = this.lost = this.trying = 0;
    this.next = now + this.pause * (0.8 + 0.4 * this.chance());
  }
}
