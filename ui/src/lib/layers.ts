// Hearing which sizes of a picture anybody watches (docs/protocol.md, section 5).

/** The server says it again every ten seconds. */
const deaf = 25_000;

/** Tells which sizes are watched, on a publisher's session; undefined when that is not known. */
export class Layers {
  private events: EventSource | undefined;
  private dead: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly session: string,
    private readonly told: (useful?: readonly string[]) => void,
  ) {
    this.open();
  }

  close(): void {
    clearTimeout(this.dead);
    this.events?.close();
  }

  // A line can die without a word. Who is not told sends everything.
  private open(): void {
    this.close();
    this.wait();
    this.events = new EventSource(this.session);
    this.events.addEventListener("layers", (e: MessageEvent<string>) => {
      this.wait();
      this.told(JSON.parse(e.data) as string[]);
    });
    this.events.addEventListener("error", () => this.told());
  }

  private wait(): void {
    clearTimeout(this.dead);
    this.dead = setTimeout(() => {
      this.told();
      this.open();
    }, deaf);
  }
}
