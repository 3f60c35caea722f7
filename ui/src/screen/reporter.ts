// A hall's screen tells the operator's desk how it receives (docs/protocol.md, section 3).

import type { Finding } from "../lib/diagnose";
import type { Slot } from "../lib/state";
import type { Health } from "../lib/whep";

export interface Report {
  readonly code: string;
  readonly kbps: number;
  readonly lost: number;
  readonly rtt: number;
  readonly size: string;
}

const every = 4_000;

export class Reporter {
  private last = 0;
  private code = "";

  constructor(private readonly tell: (report: Report) => void) {}

  /** Tells when the finding changes, and now and then while it stays. */
  found(finding: Finding, health: Health | undefined): void {
    if (finding.code === this.code && Date.now() - this.last < every) return;
    this.last = Date.now();
    this.code = finding.code;
    this.tell(report(finding, health));
  }
}

function report(finding: Finding, health: Health | undefined): Report {
  const all = health ? [...Object.values(health.video), ...Object.values(health.audio)] : [];
  const shown = health && (["slides", "programme", "floor"] as Slot[]).map((slot) => health.video[slot]).find((x) => x.width > 0);
  return {
    code: finding.code,
    kbps: Math.round(all.reduce((sum, x) => sum + x.kbps, 0)),
    lost: Math.round(Math.max(0, ...all.map((x) => x.lost))),
    rtt: Math.round(health?.rtt ?? 0),
    size: shown ? `${shown.width}×${shown.height}` : "",
  };
}
