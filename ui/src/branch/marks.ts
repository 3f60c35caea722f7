// Marks that are made in the hall: kept on the device first, then delivered one after
// the other. The page never says "delivered" of anything the server has not answered.

import type { Keep } from "../lib/keep";
import { pulse } from "../lib/pulse";

export interface Mark {
  readonly op: string;
  readonly address: string;
  readonly session: string;
  readonly person: string;
  readonly mark: string;
  /** Heads, of a count. */
  readonly count?: number;
  readonly at: string;
  /** Why the server will not have it, in its words. */
  readonly refused?: string;
}

export interface Delivery {
  readonly waiting: readonly Mark[];
  readonly refused: readonly Mark[];
}

export class Marks {
  private marks: Mark[] = [];
  private readonly deliver: () => void;

  constructor(
    private readonly keep: Keep,
    private readonly changed: (delivery: Delivery, delivered: Mark | undefined) => void,
  ) {
    this.deliver = pulse(() => this.send());
    void this.load();
  }

  /** Keeps a mark, then sends it. Rejects when the device cannot keep it. */
  async add(mark: Mark): Promise<void> {
    await this.keep.put("marks", mark);
    this.marks.push(mark);
    this.tell();
    this.deliver();
  }

  /** Lets go of marks that the server refused. */
  async forget(): Promise<void> {
    const refused = this.marks.filter((m) => m.refused);
    await this.keep.remove("marks", ...refused.map((m) => m.op));
    this.marks = this.marks.filter((m) => !m.refused);
    this.tell();
  }

  /** The mark of a person that still waits, the latest one. */
  waiting(person: string, session: string): string | undefined {
    return this.marks.findLast((m) => m.person === person && m.session === session && !m.refused)?.mark;
  }

  private async load(): Promise<void> {
    const kept = await this.keep.all<Mark>("marks").catch(() => []);
    const known = new Set(this.marks.map((m) => m.op));
    this.marks = [...kept.filter((m) => !known.has(m.op)).sort((a, b) => (a.at < b.at ? -1 : 1)), ...this.marks];
    this.tell();
    this.deliver();
  }

  private async send(): Promise<void> {
    for (let next = this.next(); next; next = this.next()) {
      const { address, refused: _, ...body } = next;
      const answer = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal: AbortSignal.timeout(10_000) });
      if (answer.ok) {
        await this.keep.remove("marks", next.op);
        this.marks = this.marks.filter((m) => m.op !== next?.op);
        this.tell(next);
        continue;
      }
      // Signed out, too often, or the server's own trouble: it may go later.
      if (answer.status === 401 || answer.status === 408 || answer.status === 429 || answer.status >= 500) return;
      const problem = (await answer.json().catch(() => ({}))) as { title?: string };
      const refused = { ...next, refused: problem.title || String(answer.status) };
      await this.keep.put("marks", refused);
      this.marks = this.marks.map((m) => (m.op === refused.op ? refused : m));
      this.tell();
    }
  }

  private next(): Mark | undefined {
    return this.marks.find((m) => !m.refused);
  }

  private tell(delivered?: Mark): void {
    this.changed({ waiting: this.marks.filter((m) => !m.refused), refused: this.marks.filter((m) => m.refused) }, delivered);
  }
}
