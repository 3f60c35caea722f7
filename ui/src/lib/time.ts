// Time: the server's, whatever the device's clock says, and how it is written.

import { kept } from "./dom";

let skew = 0;

/** Learns the server's time, as written into the page or sent with an entry. */
export function setServerTime(rfc3339: string | undefined, learnt = Date.now()): void {
  const at = rfc3339 ? Date.parse(rfc3339) : NaN;
  if (!Number.isNaN(at)) skew = at - learnt;
}

const remembered = "aula.skew";

/**
 * Asks the server for its time, for pages that may have been opened from what the device
 * keeps, whose own time is old. Without a network what was learnt last holds.
 */
export async function askTime(): Promise<void> {
  skew = Number(kept.get(remembered)) || 0;
  const answer = await fetch("/healthz", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  const date = answer?.headers.get("Date");
  if (!date) return;
  setServerTime(date);
  kept.set(remembered, String(skew));
}

/** The server's time in milliseconds. */
export function now(): number {
  return Date.now() + skew;
}

/** A moment of the device's clock as the server's would have shown it. */
export function atServer(rfc3339: string): string {
  return new Date(Date.parse(rfc3339) + skew).toISOString();
}

/** Milliseconds since a moment by the server's clock, never negative. */
export function since(rfc3339: string): number {
  return Math.max(0, now() - Date.parse(rfc3339));
}

/** 4:05, 1:02:03: how long something has taken. */
export function clock(ms: number): string {
  const s = Math.floor(Math.abs(ms) / 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  const h = Math.floor(s / 3600);
  const sign = ms < 0 ? "−" : "";
  return h > 0 ? `${sign}${h}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${sign}${Math.floor(s / 60)}:${two(s % 60)}`;
}

/** 09:30 in a time zone; "" means the reader's own. */
export function hour(rfc3339: string | number, zone = ""): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(zone ? { timeZone: zone } : {}) }).format(new Date(rfc3339));
}

/** Calls back now and at the start of every second, while the page can be seen. */
export function everySecond(tick: () => void): void {
  const step = () => {
    if (document.visibilityState === "visible") tick();
    setTimeout(step, 1000 - (now() % 1000) + 5);
  };
  step();
}
