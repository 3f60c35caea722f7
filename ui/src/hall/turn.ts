// Having the floor: asking before a camera opens, sending it, ending with the turn.

import { announce } from "../lib/announce";
import { capture, denied, listDevices, meter, stopStream, type Choice } from "../lib/devices";
import { id, maybe, put, show } from "../lib/dom";
import type { Condition } from "../lib/line";
import type { Stage } from "../lib/stage";
import type { Turn } from "../lib/state";
import { shake } from "../lib/shake";
import { t } from "../lib/text";
import { clock, since } from "../lib/time";
import { complain } from "../lib/toast";
import { Publish } from "../lib/whip";
import type { Wire } from "../lib/wire";

export class OwnTurn {
  private turn: Turn | undefined;
  private preview: MediaStream | undefined;
  private publish: Publish | undefined;
  private stopMeter: () => void = () => undefined;
  private readonly dialog = id<HTMLDialogElement>("floor-dialog");

  constructor(
    private readonly base: string,
    private readonly wire: Wire,
    private readonly stage: Stage,
  ) {
    id("floor-live").addEventListener("click", () => this.live(true));
    id("floor-sound").addEventListener("click", () => this.live(false));
    id("floor-decline").addEventListener("click", () => void this.give());
    id("floor-end").addEventListener("click", () => void this.give());
    id("floor-understood").addEventListener("click", () => this.dialog.close());
    id("floor-camera").addEventListener("change", () => void this.open());
    id("floor-microphone").addEventListener("change", () => void this.open());
    id("floor-hush").addEventListener("click", () => this.hush());
    // Escape must not take the floor's question away unanswered.
    this.dialog.addEventListener("cancel", (e) => this.turn?.from === "home" && e.preventDefault());
  }

  show(): void {
    const turn = this.wire.state.turn;
    const own = turn && turn.person.id === this.wire.state.me?.person ? turn : undefined;
    if (own?.hand === this.turn?.hand) return;
    const before = this.turn;
    this.turn = own;
    if (before) this.ended();
    if (own) this.began(own);
  }

  tick(): void {
    if (this.turn) put(maybe("onair-clock"), clock(since(this.turn.given)));
  }

  private began(turn: Turn): void {
    announce(t("hall.floor.yours"), "assertive");
    shake([200, 100, 200]);
    const home = turn.from === "home";
    show(id("floor-devices"), home);
    show(id("floor-walk"), !home);
    show(id("floor-live"), home);
    show(id("floor-sound"), home);
    show(id("floor-understood"), !home);
    this.fault("");
    if (!this.dialog.open) this.dialog.showModal();
    if (home) void this.open();
  }

  private ended(): void {
    this.publish?.stop(true);
    this.publish = undefined;
    this.close();
    this.dialog.close();
    show(id("onair"), false);
    this.stage.silence("floor", false);
    announce(t("hall.floor.over"));
  }

  /** Opens camera and microphone for the preview; without a camera the microphone alone. */
  private async open(): Promise<void> {
    const turn = this.turn;
    this.close();
    const choice: Choice = { camera: id<HTMLSelectElement>("floor-camera").value, microphone: id<HTMLSelectElement>("floor-microphone").value, processing: true };
    let stream: MediaStream | undefined;
    try {
      stream = await capture(choice).catch(() => capture({ ...choice, camera: false }));
    } catch (fault) {
      this.fault(t(`hall.floor.${denied(fault)}`));
    }
    if (!stream || this.turn !== turn) return stopStream(stream);
    this.preview = stream;
    this.fault(stream.getVideoTracks().length === 0 ? t("hall.floor.no_camera") : "");
    id<HTMLVideoElement>("floor-preview").srcObject = stream;
    this.stopMeter = meter(stream, "floor-level", () => void this.open());
    id<HTMLButtonElement>("floor-live").disabled = stream.getVideoTracks().length === 0;
    id<HTMLButtonElement>("floor-sound").disabled = stream.getAudioTracks().length === 0;
    await listDevices(id<HTMLSelectElement>("floor-camera"), "videoinput", stream.getVideoTracks()[0]?.getSettings().deviceId);
    await listDevices(id<HTMLSelectElement>("floor-microphone"), "audioinput", stream.getAudioTracks()[0]?.getSettings().deviceId);
  }

  private close(): void {
    this.stopMeter();
    this.stopMeter = () => undefined;
    stopStream(this.preview);
    this.preview = undefined;
    id<HTMLVideoElement>("floor-preview").srcObject = null;
    id<HTMLButtonElement>("floor-live").disabled = true;
    id<HTMLButtonElement>("floor-sound").disabled = true;
  }

  private live(picture: boolean): void {
    const stream = this.preview;
    if (!stream || !this.turn) return;
    if (!picture) {
      for (const track of stream.getVideoTracks()) {
        track.stop();
        stream.removeTrack(track);
      }
    }
    this.stage.silence("floor", true);
    this.publish = new Publish(`${this.base}/hall`, "floor", stream, (c) => this.sending(c));
    this.publish.start();
    this.dialog.close();
    const own = id<HTMLVideoElement>("onair-picture");
    own.srcObject = picture ? stream : null;
    show(own, picture);
    show(id("onair"), true);
    this.write(false);
    this.tick();
  }

  private sending(condition: Condition): void {
    const key = condition === "up" ? "live" : condition === "refused" || condition === "blocked" ? condition : "connecting";
    id("onair").dataset.condition = key;
    put(maybe("onair-words"), t(`hall.onair.${key}`));
  }

  private hush(): void {
    const track = this.preview?.getAudioTracks()[0];
    if (!track) return;
    track.enabled = !track.enabled;
    this.write(!track.enabled);
  }

  private write(hushed: boolean): void {
    id("floor-hush").setAttribute("aria-pressed", String(hushed));
    put(maybe("floor-hush-words"), t(hushed ? "hall.onair.speak" : "hall.onair.hush"));
  }

  /** Gives the floor back. */
  private async give(): Promise<void> {
    const reply = await this.wire.send("turn.end");
    if (!reply.ok) complain(reply.error?.text ?? "");
  }

  private fault(text: string): void {
    put(maybe("floor-fault"), text);
    show(maybe("floor-fault"), text !== "");
  }
}
