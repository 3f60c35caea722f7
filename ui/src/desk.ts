// The operator's desk: how every source is, and what is on air.

import { writeAgenda } from "./lib/agenda";
import { all, id, keyed, maybe, one, part, put, row, show } from "./lib/dom";
import { Stage, writeLine } from "./lib/stage";
import { slots, type Slot, type State } from "./lib/state";
import { t } from "./lib/text";
import { hour } from "./lib/time";
import { complain } from "./lib/toast";
import { pageTime, Wire } from "./lib/wire";
import "./app";

interface Source {
  readonly id: string;
  readonly label: string;
  readonly slot: Slot;
  readonly codec: string;
  readonly kbps: number;
  readonly lost: number;
  /** Milliseconds since the last key frame; -1 before the first, and for sound alone. */
  readonly keyframe_age_ms: number;
  readonly since: string;
  readonly on_air: readonly Slot[];
}

const root = id("desk");
const base = root.dataset.base ?? "";
const zone = root.dataset.zone ?? "";
const every = 2_000;
pageTime(root);

let sources: readonly Source[] = [];
const lost = new Map<string, number>();

const stage = new Stage(base, root, { found: (finding) => writeLine(id("line"), finding, t(`hall.line.${finding.code}`, { n: finding.lost })) });
const wire = new Wire(base, () => "console", {
  entry: (entry, state) => {
    draw(state);
    if (entry.kind.startsWith("air.")) void poll();
  },
  link: (link) => stage.setLink(link),
});

async function act(deed: string, fields: Record<string, unknown>): Promise<void> {
  const reply = await wire.send(deed, fields);
  if (!reply.ok) complain(reply.error?.text ?? "");
}

function draw(state: State): void {
  writeAgenda(state, zone, t("hall.idle"));
  stage.show(state);
  for (const slot of slots) {
    const card = one(`[data-air="${slot}"]`, root);
    const air = state.air[slot];
    if (!card) continue;
    const here = air && sources.some((s) => s.id === air.publisher);
    put(part(card, "label"), air ? (here || sources.length === 0 ? air.label : t("desk.gone", { name: air.label })) : t("desk.nothing"));
    card.toggleAttribute("data-gone", air !== undefined && !here);
    const take = one(`[data-take="${slot}"]`, card);
    show(take, air !== undefined);
    take?.setAttribute("aria-label", t("desk.take.label", { title: t(`hall.slot.${slot}`) }));
  }
}

function table(): void {
  keyed(id("sources"), sources, (s) => s.id, make, fill);
  show(maybe("sources-empty"), sources.length === 0);
}

function make(source: Source): HTMLElement {
  const element = row("source-row");
  const choose = part<HTMLSelectElement>(element, "choose");
  if (choose) choose.value = source.slot;
  part(element, "put")?.addEventListener("click", () => void act("air.put", { slot: choose?.value, publisher: source.id }));
  choose?.addEventListener("change", () => fill(element, sources.find((s) => s.id === source.id) ?? source));
  return element;
}

function fill(element: HTMLElement, source: Source): void {
  const on = source.on_air.map((slot) => t(`hall.slot.${slot}`)).join(", ");
  put(part(element, "label"), source.label);
  put(part(element, "slot"), on || "–");
  element.toggleAttribute("data-on-air", source.on_air.length > 0);
  put(part(element, "kbps"), String(source.kbps));
  put(part(element, "codec"), source.codec || t("desk.unknown"));
  put(part(element, "keyframe"), source.keyframe_age_ms < 0 ? "–" : t("desk.seconds", { n: (source.keyframe_age_ms / 1000).toFixed(1) }));
  put(part(element, "lost"), String(source.lost));
  put(part(element, "since"), hour(source.since, zone));
  const health = part(element, "health");
  const [code, level] = judge(source);
  put(health, t(`desk.health.${code}`));
  if (health) health.dataset.level = level;
  const choose = part<HTMLSelectElement>(element, "choose")?.value as Slot;
  const button = part<HTMLButtonElement>(element, "put");
  if (button) button.disabled = source.on_air.includes(choose);
  button?.setAttribute("aria-label", t("desk.put.label", { name: source.label, title: t(`hall.slot.${choose}`) }));
}

/** What is wrong with a source, the worst first. */
function judge(source: Source): ["good" | "silent" | "no_picture" | "old_picture" | "lossy", "good" | "wait" | "bad"] {
  const before = lost.get(source.id) ?? source.lost;
  lost.set(source.id, source.lost);
  if (source.kbps === 0) return ["silent", "bad"];
  const pictured = /vp8|vp9|h26|av1/i.test(source.codec);
  if (pictured && source.keyframe_age_ms < 0) return ["no_picture", "bad"];
  if (source.lost - before > 20) return ["lossy", "wait"];
  if (pictured && source.keyframe_age_ms > 15_000) return ["old_picture", "wait"];
  return ["good", "good"];
}

async function poll(): Promise<void> {
  try {
    const response = await fetch(`${base}/desk/sources`, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) return;
    const answer = (await response.json()) as { publishers?: Source[]; viewers?: { count: number } };
    sources = answer.publishers ?? [];
    put(maybe("viewers"), t("desk.viewers", { n: answer.viewers?.count ?? 0 }));
    table();
    draw(wire.state);
  } catch {
    // the line says that the server does not answer; the next look comes by itself
  }
}

for (const button of all("[data-take]")) button.addEventListener("click", () => void act("air.take", { slot: button.dataset.take }));
stage.setMuted(true);
stage.start();
wire.start();
void poll();
setInterval(() => document.visibilityState === "visible" && void poll(), every);
