// Bringing scans to the server and lists to the device, whenever there is a network.

import type { Who } from "../lib/state";
import type { Book, Kept } from "./book";
import type { List } from "./door";

/** What the server decided otherwise than the device had shown. */
export interface Difference {
  readonly scan: Kept;
  readonly welcome: boolean;
  readonly text: string;
  readonly person?: Who;
}

export type Trouble = "" | "offline" | "signed_out" | "server";

interface Answer {
  readonly through: number;
  readonly verdicts: readonly { readonly sequence: number; readonly welcome: boolean; readonly reason: string; readonly text: string; readonly person?: Who }[];
}

const batch = 200;
const fresh = 60_000;

export class Courier {
  trouble: Trouble = "";
  private asked = 0;

  constructor(
    private readonly base: string,
    private readonly door: string,
    private readonly book: Book,
    private readonly differs: (difference: Difference) => void,
    private readonly changed: () => void,
  ) {}

  /** Sends what waits, then fetches the list if it is old. */
  async run(): Promise<void> {
    if (await this.deliver()) await this.fetchList();
    this.changed();
  }

  private async deliver(): Promise<boolean> {
    for (let next = this.next(); next.length > 0; next = this.next()) {
      const answer = await this.post(next);
      if (!answer) return false;
      const done = next.map((s) => s.sequence).filter((n) => n <= answer.through || answer.verdicts.some((v) => v.sequence === n));
      // An answer that takes nothing would be asked for without end.
      if (done.length === 0) {
        this.trouble = "server";
        return false;
      }
      this.compare(next, answer);
      await this.book.delivered(done);
      this.changed();
    }
    return true;
  }

  // In the order of their numbers, and those of one door together.
  private next(): Kept[] {
    const waiting = this.book.waiting().sort((a, b) => a.sequence - b.sequence);
    const other = waiting.findIndex((s) => s.door !== waiting[0]?.door);
    return waiting.slice(0, Math.min(batch, other < 0 ? waiting.length : other));
  }

  private async post(scans: readonly Kept[]): Promise<Answer | undefined> {
    const body = {
      device: this.book.device,
      now: new Date().toISOString(),
      scans: scans.map(({ sequence, at, code, person, out, verdict }) => ({ sequence, at, ...(code ? { code } : {}), ...(person ? { person } : {}), out, verdict })),
    };
    const response = await this.ask(`${this.base}/door/${scans[0]?.door}/scans`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return response && ((await response.json()) as Answer);
  }

  private compare(scans: readonly Kept[], answer: Answer): void {
    for (const v of answer.verdicts) {
      const scan = scans.find((s) => s.sequence === v.sequence);
      if (scan && scan.welcome !== v.welcome) this.differs({ scan, ...v });
    }
  }

  private async fetchList(): Promise<void> {
    if (this.book.list && Date.now() - this.asked < fresh) return;
    const known = this.book.scans.filter((s) => s.delivered).map((s) => s.sequence);
    const response = await this.ask(`${this.base}/door/${this.door}/list`);
    if (!response) return;
    await this.book.take((await response.json()) as List, known);
    this.asked = Date.now();
  }

  /** The response if it is a good one; otherwise what is wrong stands in trouble. */
  private async ask(url: string, init: RequestInit = {}): Promise<Response | undefined> {
    try {
      const response = await fetch(url, { ...init, cache: "no-store", signal: AbortSignal.timeout(15_000) });
      this.trouble = response.ok ? "" : response.status === 401 || response.status === 403 ? "signed_out" : "server";
      return response.ok ? response : undefined;
    } catch {
      this.trouble = "offline";
      return undefined;
    }
  }
}
