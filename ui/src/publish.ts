// Sending a camera, a microphone or a screen from this browser.

import { capture, denied, listDevices, meter, stopStream } from "./lib/devices";
import { all, id, maybe, put, show } from "./lib/dom";
import type { Condition } from "./lib/line";
import { t } from "./lib/text";
import { Publish, type Offer } from "./lib/whip";
import { awake } from "./lib/awake";
import "./app";

const base = id("publish").dataset.base ?? "";
const camera = id<HTMLSelectElement>("camera");
const microphone = id<HTMLSelectElement>("microphone");
const none = "none";

let stream: MediaStream | undefined;
let publishing: Publish | undefined;
let stopMeter: () => void = () => undefined;
// Only the latest wish counts when somebody changes a device twice.
let wish = 0;

function chosen(name: string): string {
  return document.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value ?? "";
}

function fault(text: string): void {
  put(maybe("fault"), text);
  show(maybe("fault"), text !== "");
}

async function acquire(): Promise<MediaStream> {
  const audio = microphone.value === none ? (false as const) : microphone.value;
  const processing = !id<HTMLInputElement>("hall-sound").checked;
  if (chosen("from") === "camera") {
    const picture = camera.value === none ? (false as const) : camera.value;
    return capture({ camera: picture, microphone: audio, processing });
  }
  const screen = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 15, max: 30 } }, audio: false });
  if (audio !== false) {
    const voice = await capture({ camera: false, microphone: audio, processing }).catch(() => undefined);
    for (const track of voice?.getTracks() ?? []) screen.addTrack(track);
  }
  return screen;
}

/** Opens what is chosen. While it is being sent it takes the place of what was sent before. */
async function open(): Promise<void> {
  const mine = ++wish;
  fault("");
  show(maybe("camera-field"), chosen("from") === "camera");
  let next: MediaStream | undefined;
  try {
    next = await acquire();
  } catch (reason) {
    if (mine === wish) fault(t(`publish.${denied(reason)}`));
  }
  if (mine !== wish || !next) return stopStream(next);
  const sending = publishing !== undefined;
  publishing?.stop();
  release();
  stream = next;
  id<HTMLVideoElement>("preview").srcObject = next;
  stopMeter = meter(next, "level", () => void open());
  for (const track of next.getTracks()) track.addEventListener("ended", () => stream === next && ended());
  id<HTMLButtonElement>("start").disabled = false;
  await devices();
  if (sending) start();
}

function release(): void {
  stopMeter();
  stopStream(stream);
  stream = undefined;
  id<HTMLVideoElement>("preview").srcObject = null;
  id<HTMLButtonElement>("start").disabled = true;
}

// Somebody ended the sharing in the browser's own bar, or pulled a plug.
function ended(): void {
  stop();
  release();
  fault(t("publish.ended"));
}

async function devices(): Promise<void> {
  for (const [select, kind, track] of [
    [camera, "videoinput", stream?.getVideoTracks()[0]],
    [microphone, "audioinput", stream?.getAudioTracks()[0]],
  ] as const) {
    const keep = select.value;
    await listDevices(select, kind, keep === none ? none : track?.getSettings().deviceId || keep);
    select.add(new Option(t("publish.none"), none, false, keep === none));
    select.disabled = false;
  }
}

function start(): void {
  if (!stream) return;
  publishing = new Publish(`${base}/hall`, chosen("slot") as Offer, stream, state);
  publishing.start();
  awake(true);
  show(id("start"), false);
  show(id("stop"), true);
  for (const input of all<HTMLInputElement>('input[name="slot"]')) input.disabled = true;
}

function stop(): void {
  publishing?.stop();
  publishing = undefined;
  awake(false);
  show(id("start"), true);
  show(id("stop"), false);
  put(maybe("sent"), "");
  for (const input of all<HTMLInputElement>('input[name="slot"]')) input.disabled = false;
}

function state(condition: Condition): void {
  const element = id("state");
  element.dataset.level = condition === "up" ? "good" : condition === "connecting" || condition === "retrying" || condition === "off" ? "wait" : "bad";
  put(element, t(`publish.state.${condition}`));
  if (condition !== "up") put(maybe("sent"), "");
}

async function measure(): Promise<void> {
  const sent = await publishing?.sent();
  if (!sent) return;
  const kbps = Math.round(sent.kbps);
  const words = [sent.width > 0 ? t("publish.sent", { kbps, size: `${sent.width}×${sent.height}`, fps: Math.round(sent.fps), codec: sent.codec }) : t("publish.sent.sound", { kbps })];
  if (sent.limited === "cpu" || sent.limited === "bandwidth") words.push(t(`publish.limited.${sent.limited}`));
  if (sent.resting) words.push(t("publish.resting"));
  put(maybe("sent"), words.join(" · "));
}

for (const input of all("#publish-form input, #publish-form select")) {
  if (input.getAttribute("name") === "slot") continue;
  input.addEventListener("change", () => {
    if (input.id === "from-screen") all<HTMLInputElement>('input[name="slot"][value="slides"]').forEach((x) => (x.disabled ? undefined : (x.checked = true)));
    void open();
  });
}
id("publish-form").addEventListener("submit", (e) => e.preventDefault());
id("start").addEventListener("click", start);
id("stop").addEventListener("click", stop);
addEventListener("beforeunload", (e) => {
  if (publishing) e.preventDefault();
});
setInterval(() => void measure(), 2_000);
void open();
