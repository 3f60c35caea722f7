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

/** What keeps scans from being delivered. */
export type Trouble = "" | "offline" | "signed_out" | "revoked" | "server";

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
    try {
      await this.book.mend();
      if (await this.deliver()) await this.fetchList();
      // Who may no longer scan here has no business with the names of people.
      if (this.trouble === "signed_out" || this.trouble === "revoked") await this.book.forget();
    } finally {
      this.changed();
    }
  }

  /** Says on the next run who is here, however lately it was said. */
  announce(): void {
    this.asked = 0;
  }

  private async deliver(): Promise<boolean> {
    for (let next = this.next(); next.length > 0; next = this.next()) {
      const answer = await this.post(next[0]!.door, next);
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

  private post(door: string, scans: readonly Kept[]): Promise<Answer | undefined> {
    const body = {
      device: this.book.device,
      gate: this.book.gate,
      now: new Date().toISOString(),
      given: this.book.given,
      scans: scans.map(({ sequence, at, code, person, out, verdict }) => ({ sequence, at, ...(code ? { code } : {}), ...(person ? { person } : {}), out, verdict })),
    };
    const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    return this.ask<Answer>(`${this.base}/door/${door}/scans`, (a) => Array.isArray(a.verdicts) && typeof a.through === "number", init);
  }

  private compare(scans: readonly Kept[], answer: Answer): void {
    for (const v of answer.verdicts) {
      const scan = scans.find((s) => s.sequence === v.sequence);
      if (scan && scan.welcome !== v.welcome) this.differs({ scan, ...v });
    }
  }

  // Before it fetches the list it says that it is there, how many scans it has made and
  // what its clock shows: the desk sees a phone that has fallen silent.
  private async fetchList(): Promise<void> {
    if (this.book.list && Date.now() - this.asked < fresh) return;
    const known = this.book.scans.filter((s) => s.delivered).map((s) => s.sequence);
    if (!(await this.post(this.door, []))) return;
    const list = await this.ask<List>(`${this.base}/door/${this.door}/list`, (l) => typeof l.place === "string" && Array.isArray(l.people));
    if (!list) return;
    await this.book.take(list, known);
    this.asked = Date.now();
  }

  /**
   * The answer if it is a good one; otherwise what is wrong stands in trouble. Between
   * phone and server may stand the sign-in page of a network: only what our server says,
   * as it says it, counts.
   */
  private async ask<T>(url: string, good: (answer: T) => boolean, init: RequestInit = {}): Promise<T | undefined> {
    let response: Response;
    try {
      response = await fetch(url, { ...init, cache: "no-store", signal: AbortSignal.timeout(15_000) });
    } catch {
      this.trouble = "offline";
      return undefined;
    }
    const answer = (await response.json().catch(() => undefined)) as (T & { code?: string }) | undefined;
    if (response.ok && answer && good(answer)) {
      this.trouble = "";
      return answer;
    }
    const turned = response.headers.get("Content-Type")?.startsWith("application/problem+json") && (response.status === 401 || response.status === 403);
    this.trouble = !turned ? "server" : answer?.code === "revoked" ? "revoked" : "signed_out";
    return undefined;
  }
}
