// The page of a recording: camera, slides and sounds in step.

import { Cues } from "./recording/cues";
import { Player, type Timeline } from "./recording/player";
import { Controls } from "./recording/controls";
import { id, maybe, put, show } from "./lib/dom";
import { t } from "./lib/text";
import "./app";

const player = maybe("player");
if (player) void open(player);
const busy = maybe("progress");
if (busy) void watch(busy.dataset.busy ?? "");

async function ask(address: string): Promise<Timeline> {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as Timeline;
}

async function open(root: HTMLElement): Promise<void> {
  try {
    const player = new Player(root, await ask(root.dataset.timeline ?? ""));
    new Controls(root, player);
    const cues = new Cues();
    setInterval(() => cues.show(player.position), 250);
  } catch (fault) {
    put(id("fault"), t("page.recording.broken", { reason: String(fault) }));
    show(id("fault"), true);
  }
}

/** Shows how far what is being made is, and comes again with the page when it is done. */
async function watch(address: string): Promise<void> {
  const begun = await ask(address).catch(() => undefined);
  for (;;) {
    await new Promise((next) => setTimeout(next, 2_000));
    const now = await ask(address).catch(() => undefined);
    if (!now) continue;
    put(maybe("percent"), t("page.recording.percent", { n: now.percent }));
    if (now.made !== (begun?.made ?? now.made) || now.composed !== (begun?.composed ?? now.composed)) {
      location.reload();
      return;
    }
  }
}
