// The camera and microphone of a branch hall: chosen once, kept on this device, sent to the
// wall for as long as the page is open. The microphone is open only while the hall is heard.

import { capture, denied, listDevices, meter, stopStream } from "../lib/devices";
import { id, kept, maybe, put, show } from "../lib/dom";
import type { Condition } from "../lib/line";
import { t } from "../lib/text";
import { Publish } from "../lib/whip";

const remembered = "aula.branchscreen";
const none = "none";
const again = 5_000;

interface Wish {
  on: boolean;
  camera: string;
  microphone: string;
  processing: boolean;
}

export class Camera {
  private stream: MediaStream | undefined;
  private ears: MediaStream | undefined; // what the level shows, also while the microphone is closed
  private publish: Publish | undefined;
  private stopMeter: () => void = () => undefined;
  private heard = false;
  // Only the latest wish counts when somebody changes a device twice.
  private turn = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private readonly wish: Wish = { on: true, camera: "", microphone: "", processing: false, ...parse(kept.get(remembered)) };

  constructor(private readonly base: string) {
    id<HTMLInputElement>("camera-on").checked = this.wish.on;
    id<HTMLInputElement>("processing").checked = this.wish.processing;
    for (const name of ["camera-on", "camera", "microphone", "processing"]) id(name).addEventListener("change", () => this.chosen());
    navigator.mediaDevices?.addEventListener("devicechange", () => {
      if (!this.stream) void this.open();
    });
  }

  start(): void {
    void this.open();
  }

  /** Opens or closes the microphone: nothing of the hall is heard elsewhere unless it is on air. */
  setHeard(heard: boolean): void {
    this.heard = heard;
    for (const track of this.stream?.getAudioTracks() ?? []) track.enabled = heard;
  }

  private chosen(): void {
    this.wish.on = id<HTMLInputElement>("camera-on").checked;
    this.wish.camera = id<HTMLSelectElement>("camera").value;
    this.wish.microphone = id<HTMLSelectElement>("microphone").value;
    this.wish.processing = id<HTMLInputElement>("processing").checked;
    kept.set(remembered, JSON.stringify(this.wish));
    void this.open();
  }

  private async open(): Promise<void> {
    const mine = ++this.turn;
    clearTimeout(this.retry);
    this.fault("");
    if (!this.wish.on) return this.close();
    const stream = await this.capture(mine);
    if (mine !== this.turn || !stream) return stopStream(stream);
    this.release();
    this.stream = stream;
    for (const track of stream.getTracks()) track.addEventListener("ended", () => this.stream === stream && this.ended());
    for (const name of ["preview", "self-picture"]) id<HTMLVideoElement>(name).srcObject = stream;
    show(maybe("self-picture"), stream.getVideoTracks().length > 0);
    this.ears = new MediaStream(stream.getAudioTracks().map((track) => track.clone()));
    this.stopMeter = meter(this.ears, "level", () => void this.open());
    this.setHeard(this.heard);
    await this.list();
    this.send(stream);
  }

  // A device that was chosen and is gone leaves the one that there is.
  private async capture(mine: number): Promise<MediaStream | undefined> {
    const { camera, microphone, processing } = this.wish;
    const choice = { camera: camera === none ? (false as const) : camera, microphone: microphone === none ? (false as const) : microphone, processing };
    try {
      return await capture(choice)
        .catch(() => capture({ ...choice, camera: choice.camera && "", microphone: choice.microphone && "" }))
        .catch(() => capture({ camera: "", microphone: false, processing }));
    } catch (reason) {
      if (mine === this.turn) {
        this.fault(t(`publish.${denied(reason)}`));
        this.retry = setTimeout(() => void this.open(), again);
      }
      return undefined;
    }
  }

  private send(stream: MediaStream): void {
    this.publish?.stop();
    this.publish = new Publish(`${this.base}/hall`, "wall", stream, (c) => this.state(c), "?mode=device");
    this.publish.start();
  }

  private close(): void {
    this.publish?.stop();
    this.publish = undefined;
    this.release();
    this.state("off");
    void this.list();
  }

  private release(): void {
    this.stopMeter();
    this.stopMeter = () => undefined;
    stopStream(this.stream);
    stopStream(this.ears);
    this.stream = this.ears = undefined;
    show(maybe("self-picture"), false);
  }

  // Somebody pulled a plug: what is left is tried, and again until it is back.
  private ended(): void {
    this.fault(t("publish.ended"));
    this.retry = setTimeout(() => void this.open(), again);
  }

  private async list(): Promise<void> {
    for (const [name, kind, track] of [
      ["camera", "videoinput", this.stream?.getVideoTracks()[0]],
      ["microphone", "audioinput", this.stream?.getAudioTracks()[0]],
    ] as const) {
      const select = id<HTMLSelectElement>(name);
      const chosen = this.wish[name];
      await listDevices(select, kind, chosen === none ? none : track?.getSettings().deviceId || chosen);
      select.add(new Option(t("publish.none"), none, false, chosen === none));
      select.disabled = false;
    }
  }

  private state(condition: Condition): void {
    const element = id("state");
    element.dataset.level = condition === "up" ? "good" : condition === "connecting" || condition === "retrying" || condition === "off" ? "wait" : "bad";
    element.dataset.condition = condition;
    put(element, t(`branchscreen.state.${condition}`));
  }

  private fault(text: string): void {
    put(maybe("setup-fault"), text);
    show(maybe("setup-fault"), text !== "");
    if (text) {
      put(maybe("state"), text);
      id("state").dataset.level = "bad";
    }
  }
}

function parse(text: string): Partial<Wish> {
  try {
    return text ? (JSON.parse(text) as Partial<Wish>) : {};
  } catch {
    return {};
  }
}
