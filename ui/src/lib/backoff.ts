// Waiting before the next try.

/** Doubling, jittered waits between 0.5 and 8 seconds. */
export class Backoff {
  private tries = 0;

  /** The wait before the next try, in milliseconds. */
  next(): number {
    const ceiling = Math.min(8000, 500 * 2 ** this.tries++);
    return Math.max(500, ceiling * (0.5 + Math.random() / 2));
  }

  reset(): void {
    this.tries = 0;
  }
}
