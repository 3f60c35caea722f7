// What the scanner keeps: its own name, the list of its door, and every scan until a
// list that knows of it has come.

import { Evicted, Keep } from "../lib/keep";
import { newOp } from "../lib/op";
import { atServer, now } from "../lib/time";
import { seen, type List } from "./door";

/** A scan as it is kept: written before its verdict is shown. */
export interface Kept {
  readonly sequence: number;
  /** By the device's own clock; the server knows its skew from the time of sending. */
  readonly at: string;
  readonly code?: string;
  readonly person?: string;
  readonly out: boolean;
  /** What the steward was shown. */
  readonly verdict: string;
  readonly welcome: boolean;
  /** Who it was, as far as the device could tell. */
  readonly who?: string;
  /** The key of the place in addresses, and its id. */
  readonly door: string;
  readonly place: string;
  readonly delivered?: boolean;
}

/**
 * How safe what is kept is: none (this browser keeps nothing), full (the last scan found
 * no room), restored (it was thrown away, and written anew from what the page still
 * knew), fleeting (the browser may throw it away), good.
 */
export type Safety = "none" | "full" | "restored" | "fleeting" | "good";

// After so long nobody comes to the door any more, and the names have no business on the phone.
const over = 24 * 3_600_000;

export class Book {
  list: List | undefined;
  device = newOp();
  /** What the door is called, as this phone was told. */
  gate = "";
  /** The highest number that was given to a scan. */
  given = 0;
  scans: Kept[] = [];
  safety: Safety = "none";
  private opened = false;
  private usual: Safety = "fleeting";

  constructor(
    private readonly keep: Keep,
    private readonly place: string,
  ) {}

  /** Reads what is kept. The list then knows of the scans that came after it. */
  async open(): Promise<void> {
    const kept = (await this.keep.get<{ value: string }>("facts", "device"))?.value;
    const device = kept ?? this.device;
    if (!kept) await this.keep.put("facts", { name: "device", value: device });
    this.keep.witness = { name: "device", value: device };
    this.gate = (await this.keep.get<{ value: string }>("facts", "gate"))?.value ?? this.gate;
    this.given = (await this.keep.get<{ n: number }>("facts", "sequence"))?.n ?? 0;
    this.scans = await this.keep.all<Kept>("scans");
    this.device = device;
    this.opened = true;
    this.usual = (await this.keep.persist()) ? "good" : "fleeting";
    this.safety = this.usual;
    const list = await this.keep.get<List>("lists", this.place);
    if (list && past(list)) await this.forget();
    else this.list = list ?? this.list;
    this.replay();
  }

  /** Keeps a scan. When it resolves the scan is on the disk; when it rejects nothing was counted. */
  async add(scan: Omit<Kept, "sequence">): Promise<Kept> {
    if (!this.opened) await this.open();
    try {
      const kept = await this.safely(() => this.keep.append("scans", "sequence", this.given, (sequence) => ({ ...scan, sequence })));
      this.given = kept.sequence;
      this.scans.push(kept);
      this.replay([kept]);
      if (this.safety === "full") this.safety = this.usual;
      return kept;
    } catch (fault) {
      this.safety = "full";
      throw fault;
    }
  }

  async delivered(sequences: readonly number[]): Promise<void> {
    const done = this.scans.filter((s) => sequences.includes(s.sequence)).map((s) => ({ ...s, delivered: true }));
    const known = new Map(done.map((s) => [s.sequence, s]));
    // The server has them, whether or not there is room to note it here.
    this.scans = this.scans.map((s) => known.get(s.sequence) ?? s);
    await this.safely(() => this.keep.put("scans", ...done)).catch(() => undefined);
  }

  /**
   * Takes a new list. Scans that were delivered before it was asked for are in it. Where
   * there is no room for it the page goes by it as long as it is open.
   */
  async take(list: List, known: readonly number[]): Promise<void> {
    this.scans = this.scans.filter((s) => !known.includes(s.sequence));
    this.list = list;
    this.replay();
    const both = () =>
      this.keep.change(["lists", "scans"], (shelf) => {
        shelf("lists").put(list);
        for (const key of known) shelf("scans").delete(key);
      });
    if (this.opened) await this.safely(both).catch(() => (this.safety = "full"));
  }

  /** Looks whether the browser has thrown something away, and writes it anew. */
  async mend(): Promise<void> {
    if (!this.opened) return;
    const there = await this.keep.get<{ value: string }>("facts", "device").catch(() => undefined);
    if (there?.value !== this.device) await this.safely(() => this.keep.change([], () => undefined)).catch(() => undefined);
  }

  /** Wipes the names of people. Scans stay: they are numbers, and not yet delivered. */
  async forget(): Promise<void> {
    this.list = undefined;
    await this.keep.change(["lists"], (shelf) => shelf("lists").clear()).catch(() => undefined);
  }

  async call(gate: string): Promise<void> {
    this.gate = gate;
    await this.safely(() => this.keep.put("facts", { name: "gate", value: gate }));
  }

  waiting(): Kept[] {
    return this.scans.filter((s) => !s.delivered);
  }

  // What the browser threw away while the page was open is written anew, under the same
  // name and with the same numbers, before anything else is: a number that was given
  // twice would hide a scan behind another.
  private async safely<T>(deed: () => Promise<T>): Promise<T> {
    try {
      return await deed();
    } catch (fault) {
      if (!(fault instanceof Evicted)) throw fault;
    }
    await this.keep.change(
      ["facts", "scans", "lists"],
      (shelf) => {
        shelf("facts").put({ name: "device", value: this.device });
        shelf("facts").put({ name: "gate", value: this.gate });
        shelf("facts").put({ name: "sequence", n: this.given });
        for (const scan of this.scans) shelf("scans").put(scan);
        if (this.list) shelf("lists").put(this.list);
      },
      true,
    );
    this.safety = "restored";
    return deed();
  }

  private replay(scans: readonly Kept[] = this.scans): void {
    for (const s of scans) {
      if (this.list && s.welcome && s.who && s.place === this.list.place) this.list = seen(this.list, s.who, atServer(s.at), s.out);
    }
  }
}

function past(list: List): boolean {
  const last = list.days?.at(-1);
  return last !== undefined && now() > Date.parse(last.closes) + over;
}
