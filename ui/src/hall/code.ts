// The code that the screen of the hall shows: who enters it is there.

import { id, maybe, put } from "../lib/dom";
import { newOp } from "../lib/op";
import { say, t, type Text } from "../lib/text";
import { complain } from "../lib/toast";

export function takeCode(base: string): void {
  maybe("code-form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    void enter(base);
  });
}

async function enter(base: string): Promise<void> {
  const field = id<HTMLInputElement>("code");
  const answer = await fetch(`${base}/hall/code`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ op: newOp(), code: field.value.trim() }),
    signal: AbortSignal.timeout(10_000),
  }).catch(() => undefined);
  const said = (await answer?.json().catch(() => undefined)) as { place?: Text; title?: string } | undefined;
  if (!answer?.ok) return complain(said?.title ?? t("hall.undelivered"));
  field.value = "";
  put(id("code-said"), t("hall.code.noted", { place: say(said?.place) }));
}
