// The operator's desk: how every source and every hall is, what is on air, how it is shown.

import { writeHalls } from "./desk/halls";
import { Judge, type Answer } from "./desk/health";
import { Preview } from "./desk/preview";
import { Sources } from "./desk/sources";
import { writeAgenda } from "./lib/agenda";
import { all, id, keyed, maybe, one, part, put, row, show } from "./lib/dom";
import { keys } from "./lib/keys";
import { shows } from "./lib/layout";
import { Stage, writeLine } from "./lib/stage";
import { placeName, slots, type OnAir, type Slot, type State } from "./lib/state";
import { say, t } from "./lib/text";
import { hour } from "./lib/time";
import { complain } from "./lib/toast";
import { pageTime, Wire } from "./lib/wire";
import "./app";

const root = id("desk");
const base = root.dataset.base ?? "";
const zone = root.dataset.zone ?? "";
const every = 1_500;
pageTime(root);

const stage = new Stage(base, root, { found: (finding) => writeLine(id("line"), finding, t(`hall.line.${finding.code}`, { n: finding.lost })) });
const wire = new Wire(base, () => "console", {
  entry: (entry, state) => {
    draw(state);
    if (/^(air|source)\./.test(entry.kind)) void poll();
  },
  link: (link) => stage.setLink(link),
});
const judge = new Judge();
const preview = new Preview(base, () => sources.draw());
const sources: Sources = new Sources(act, preview, () => wire.state, zone);

async function act(deed: string, fields: Record<string, unknown>): Promise<void> {
  const reply = await wire.send(deed, fields);
  if (!reply.ok) complain(reply.error?.text ?? "");
}

function draw(state: State): void {
  writeAgenda(state, zone, t("hall.idle"));
  stage.show(state);
  for (const slot of slots) air(state, slot);
  layout(state);
  barred(state);
  sources.draw();
}

function air(state: State, slot: Slot): void {
  const card = one(`[data-air="${slot}"]`, root);
  if (!card) return;
  const on = state.air[slot];
  const title = t(`hall.slot.${slot}`);
  put(part(card, "label"), on ? label(state, on) : t("desk.nothing"));
  card.toggleAttribute("data-gone", on?.lost !== undefined);
  const take = one("[data-take]", card);
  show(take, on !== undefined);
  take?.setAttribute("aria-label", t("desk.take.label", { title }));
  const mute = one("[data-mute]", card);
  const muted = state.muted?.includes(slot) ?? false;
  mute?.setAttribute("aria-pressed", String(muted));
  mute?.setAttribute("aria-label", t(muted ? "desk.unmute.label" : "desk.mute.label", { title }));
  put(mute, t(muted ? "desk.unmute" : "desk.mute"));
}

function label(state: State, on: OnAir): string {
  const name = say(placeName(state, on.place)) || on.label;
  return on.lost ? t(`desk.lost.${on.lost.reason}`, { name, time: hour(on.lost.since, zone) }) : name;
}

function layout(state: State): void {
  for (const button of all("#layout [data-layout]")) button.setAttribute("aria-pressed", String(button.dataset.layout === (state.layout?.picture ?? "")));
  const fixed = id<HTMLInputElement>("layout-fixed");
  fixed.checked = state.layout?.fixed ?? false;
  fixed.disabled = !state.layout?.picture;
  put(maybe("layout-now"), t("desk.layout.now", { title: t(`desk.layout.${shows(state)}`) }));
}

function barred(state: State): void {
  const list = state.barred ?? [];
  show(maybe("barred-part"), list.length > 0);
  keyed(
    id("barred"),
    list,
    (b) => b.source,
    (b) => {
      const element = row("barred-row");
      part(element, "allow")?.addEventListener("click", () => void act("source.allow", { source: b.source }));
      part(element, "allow")?.setAttribute("aria-label", t("desk.allow.label", { name: b.label }));
      return element;
    },
    (element, b) => put(part(element, "label"), t("desk.barred.since", { name: b.label, time: hour(b.since, zone) })),
  );
}

async function poll(): Promise<void> {
  try {
    const response = await fetch(`${base}/desk/sources`, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) return;
    const answer = (await response.json()) as Answer;
    const judged = judge.all(answer);
    put(maybe("viewers"), t("desk.viewers", { n: answer.viewers.connected }));
    sources.show(answer.publishers, judged);
    writeHalls(answer, judged);
  } catch {
    // the line says that the server does not answer; the next look comes by itself
  }
}

function mute(slot: Slot): void {
  void act(wire.state.muted?.includes(slot) ? "air.unmute" : "air.mute", { slot });
}

for (const button of all("[data-take]")) button.addEventListener("click", () => void act("air.take", { slot: button.dataset.take }));
for (const button of all("[data-mute]")) button.addEventListener("click", () => mute(button.dataset.mute as Slot));
for (const button of all("#layout [data-layout]")) {
  button.addEventListener("click", () => {
    const picture = button.dataset.layout ?? "";
    if (picture !== (wire.state.layout?.picture ?? "")) void act("layout.choose", { layout: picture, fixed: picture !== "" && id<HTMLInputElement>("layout-fixed").checked });
  });
}
id("layout-fixed").addEventListener("change", () => void act("layout.choose", { layout: wire.state.layout?.picture ?? "", fixed: id<HTMLInputElement>("layout-fixed").checked }));
keys({
  arrowdown: () => sources.move(1),
  arrowup: () => sources.move(-1),
  p: () => sources.previewChosen(),
  x: () => sources.takeChosen(),
  m: () => mute("programme"),
  k: () => sources.killChosen(),
  ...Object.fromEntries(slots.map((slot, i) => [String(i + 1), () => sources.putChosen(slot)])),
});
stage.setMuted(true);
stage.start();
draw(wire.state);
wire.start();
void poll();
setInterval(() => document.visibilityState === "visible" && void poll(), every);
