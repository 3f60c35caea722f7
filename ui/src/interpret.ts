// The interpreter's page: the hall to hear, a channel to speak into.

import { writeAgenda, writeClock } from "./lib/agenda";
import { awake } from "./lib/awake";
import { capture, denied, listDevices, meter, stopStream } from "./lib/devices";
import { id, maybe, put, show } from "./lib/dom";
import { keys } from "./lib/keys";
import type { Condition } from "./lib/line";
import { Stage, writeLine } from "./lib/stage";
import type { State } from "./lib/state";
import { t } from "./lib/text";
import { everySecond } from "./lib/time";
import { Publish } from "./lib/whip";
import { pageTime, Wire } from "./lib/wire";
import "./app";

const root = id("interpreter");
const base = root.dataset.base ?? "";
const zone = root.dataset.zone ?? "";
const microphone = id<HTMLSelectElement>("microphone");
pageTime(root);

let stream: MediaStream | undefined;
let publishing: Publish | undefined;
let stopMeter: () => void = () => undefined;

const stage = new Stage(base, root, {
  found: (finding) => writeLine(id("line"), finding, t(`hall.line.${finding.code}`, { n: finding.lost })),
  blocked: (waits) => show(id("sound"), waits),
});
const wire = new Wire(base, () => "console", { entry: (_, state) => draw(state), link: (link) => stage.setLink(link) });

function draw(state: State): void {
  writeAgenda(state, zone, t("hall.idle"));
  stage.show(state);
}

function fault(text: string): void {
  put(maybe("fault"), text);
  show(maybe("fault"), text !== "");
}

async function open(): Promise<void> {
  fault("");
  let next: MediaStream;
  try {
    next = await capture({ camera: false, microphone: microphone.value, processing: true });
  } catch (reason) {
    return fault(t(`publish.${denied(reason)}`));
  }
  stopMeter();
  stopStream(stream);
  stream = next;
  stopMeter = meter(next, "level", () => void open());
  const [track] = next.getAudioTracks();
  if (track) await publishing?.replace(track);
  await listDevices(microphone, "audioinput", track?.getSettings().deviceId);
  id<HTMLButtonElement>("speak").disabled = false;
}

function speak(): void {
  if (publishing) return end();
  if (!stream) return;
  publishing = new Publish(`${base}/hall`, "voice", stream, state, "", root.dataset.slot);
  publishing.start();
  awake(true);
  pressed(true);
}

function end(): void {
  publishing?.stop();
  publishing = undefined;
  hush(false);
  awake(false);
  pressed(false);
}

function pressed(on: boolean): void {
  id("speak").setAttribute("aria-pressed", String(on));
  put(id("speak-words"), t(on ? "interpret.end" : "interpret.begin"));
  show(id("hush"), on);
}

function hush(silent: boolean): void {
  for (const track of stream?.getAudioTracks() ?? []) track.enabled = !silent;
  id("hush").setAttribute("aria-pressed", String(silent));
  put(id("hush-words"), t(silent ? "interpret.speak" : "interpret.hush"));
}

function state(condition: Condition): void {
  const element = id("state");
  element.dataset.level = condition === "up" ? "good" : condition === "refused" || condition === "blocked" || condition === "unsupported" ? "bad" : "wait";
  put(element, t(`interpret.state.${condition}`));
}

id("speak").addEventListener("click", speak);
id("hush").addEventListener("click", () => hush(id("hush").getAttribute("aria-pressed") !== "true"));
id("sound").addEventListener("click", () => stage.sound());
microphone.addEventListener("change", () => void open());
keys({
  s: speak,
  c: () => publishing && hush(id("hush").getAttribute("aria-pressed") !== "true"),
});
addEventListener("beforeunload", (e) => {
  if (publishing) e.preventDefault();
});

draw(wire.state);
state("off");
stage.start();
wire.start();
everySecond(() => writeClock(wire.state));
void open();
