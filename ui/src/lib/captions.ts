// Captions: what is said, in writing, when the reader hears it.

import { all, put } from "./dom";
import type { Entry } from "./state";

export interface Line {
  readonly line: string;
  readonly language: string;
  readonly from: string;
  readonly to?: string;
  readonly text: string;
}

/** How many lines stand at once, and how long the last one does. */
const standing = 2;
const lasts = 8_000;

/** The captions of one language under a picture. */
export class Captions {
  private lines: Line[] = [];
  private clear: ReturnType<typeof setTimeout> | undefined;

  /** late says how many milliseconds behind the hall the picture is. */
  constructor(
    private readonly element: HTMLElement,
    private readonly late: () => number = () => 0,
  ) {}

  /** Takes an entry; whether it was a line of captions. */
  hear(entry: Entry): boolean {
    if (!entry.kind.startsWith("caption.")) return false;
    const line = entry.body as Line;
    const wait = this.late();
    if (wait > 0) setTimeout(() => this.say(line), wait);
    else this.say(line);
    return true;
  }

  stop(): void {
    this.lines = [];
    this.write();
  }

  private say(line: Line): void {
    const known = this.lines.some((l) => l.line === line.line);
    const next = known ? this.lines.map((l) => (l.line === line.line ? line : l)) : [...this.lines, line];
    this.lines = next.filter((l) => l.text !== "").slice(-standing);
    this.write();
    clearTimeout(this.clear);
    this.clear = setTimeout(() => this.stop(), lasts);
  }

  private write(): void {
    this.element.hidden = this.lines.length === 0;
    this.element.lang = this.lines[0]?.language ?? "";
    const rows = all("span", this.element);
    this.lines.forEach((l, i) => put(rows[i] ?? this.element.appendChild(document.createElement("span")), l.text));
    rows.slice(this.lines.length).forEach((row) => row.remove());
  }
}
