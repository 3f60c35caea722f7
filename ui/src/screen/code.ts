// The code of the hall on its screen. It changes every few seconds; while the server cannot be asked there is none.

import { maybe, put } from "../lib/dom";

export function showCode(base: string, place: string): void {
  const element = maybe("hall-code");
  if (!element) return;
  const turn = async (): Promise<void> => {
    const answer = await fetch(`${base}/screen/code?place=${place}`, { cache: "no-store", signal: AbortSignal.timeout(8_000) }).catch(() => undefined);
    const next = answer?.ok ? ((await answer.json()) as { code: string; ms: number }) : undefined;
    put(element, next ? `${next.code.slice(0, 2)} ${next.code.slice(2)}` : "");
    setTimeout(() => void turn(), next ? next.ms + 50 : 5_000);
  };
  void turn();
}
