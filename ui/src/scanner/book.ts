// What the scanner keeps: its own name, the list of its door, and every scan until a
// list that knows of it has come.

import { Keep } from "../lib/keep";
import { newOp } from "../lib/op";
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

export class Book {
  list: List | undefined;
  device = "";
  scans: Kept[] = [];

  constructor(
    private readonly keep: Keep,
    private readonly place: string,
  ) {}

  /** Reads what is kept. The list then knows of the scans that came after it. */
  async open(): Promise<void> {
    const device = await this.keep.get<{ value: string }>("facts", "device");
    this.device = device?.value ?? newOp();
    if (!device) await this.keep.put("facts", { name: "device", value: this.device });
    this.scans = await this.keep.all<Kept>("scans");
    this.list = await this.keep.get<List>("lists", this.place);
    this.replay();
    await this.keep.persist();
  }

  /** Keeps a scan. When it resolves the scan is on the disk; when it rejects nothing was counted. */
  async add(scan: Omit<Kept, "sequence">): Promise<Kept> {
    const kept = await this.keep.append("scans", "sequence", (sequence) => ({ ...scan, sequence }));
    this.scans.push(kept);
    this.replay([kept]);
    return kept;
  }

  async delivered(sequences: readonly number[]): Promise<void> {
    const done = this.scans.filter((s) => sequences.includes(s.sequence)).map((s) => ({ ...s, delivered: true }));
    await this.keep.put("scans", ...done);
    const known = new Map(done.map((s) => [s.sequence, s]));
    this.scans = this.scans.map((s) => known.get(s.sequence) ?? s);
  }

  /** Takes a new list. Scans that were delivered before it was asked for are in it. */
  async take(list: List, known: readonly number[]): Promise<void> {
    await this.keep.put("lists", list);
    await this.keep.remove("scans", ...known);
    this.scans = this.scans.filter((s) => !known.includes(s.sequence));
    this.list = list;
    this.replay();
  }

  waiting(): Kept[] {
    return this.scans.filter((s) => !s.delivered);
  }

  private replay(scans: readonly Kept[] = this.scans): void {
    for (const s of scans) {
      if (this.list && s.welcome && s.who && s.place === this.list.place) this.list = seen(this.list, s.who, s.at, s.out);
    }
  }
}
