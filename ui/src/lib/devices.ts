// Cameras and microphones.

import { id, one, show } from "./dom";
import { t } from "./text";

export interface Choice {
  readonly camera: string | false;
  readonly microphone: string | false;
  /** Echo cancelling, noise suppression and gain: on for a person, off for a hall's mixing desk. */
  readonly processing: boolean;
  /** A picture among many, as it is shown. */
  readonly small?: boolean;
}

/** Opens what is chosen; "" is the default device, false is none. Rejects with the browser's reason. */
export function capture(choice: Choice): Promise<MediaStream> {
  if (!navigator.mediaDevices) return Promise.reject(new DOMException("", "SecurityError"));
  const exact = (id: string) => (id ? { deviceId: { exact: id } } : {});
  const size = choice.small ? { width: { ideal: 320 }, height: { ideal: 180 }, frameRate: { ideal: 15, max: 15 } } : { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25, max: 30 } };
  return navigator.mediaDevices.getUserMedia({
    video: choice.camera === false ? false : { ...exact(choice.camera), ...size },
    audio:
      choice.microphone === false
        ? false
        : { ...exact(choice.microphone), echoCancellation: choice.processing, noiseSuppression: choice.processing, autoGainControl: choice.processing },
  });
}

/** Fills a list with the devices of a kind; keeps the one that is chosen. Names are known only once one of them has been opened. */
export async function listDevices(select: HTMLSelectElement, kind: "videoinput" | "audioinput", present?: string): Promise<void> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const chosen = present ?? select.value;
  select.replaceChildren();
  let n = 0;
  for (const device of devices) {
    if (device.kind !== kind || !device.deviceId) continue;
    n++;
    select.add(new Option(device.label || `${t(kind === "videoinput" ? "publish.camera" : "publish.microphone")} ${n}`, device.deviceId, false, device.deviceId === chosen));
  }
  select.disabled = n < 1;
}

/** Why a device could not be opened, as the last part of a catalogue key. */
export function denied(fault: unknown): "denied" | "missing" | "busy" | "insecure" {
  switch (fault instanceof DOMException ? fault.name : "") {
    case "NotAllowedError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "SecurityError":
      return "insecure";
  }
  return "busy";
}

export function stopStream(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** A source that gives exactly nothing for so long is switched off or broken: any room has some noise. */
const silence = 4_000;

/**
 * Shows in a <meter> how loud a stream is, and in the note beside it (#NAME-silent) that nothing at all comes; its
 * button calls again. Both until stopped.
 */
export function meter(stream: MediaStream, name: string, again: () => void): () => void {
  const gauge = id<HTMLMeterElement>(name);
  const note = id(`${name}-silent`);
  const button = one<HTMLButtonElement>("button", note);
  if (button) button.onclick = again;
  show(note, false);
  if (stream.getAudioTracks().length === 0) return () => undefined;
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let heard = Date.now();
  const timer = setInterval(() => {
    if (context.state === "suspended") void context.resume();
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, x) => sum + x * x, 0) / samples.length;
    // -60 dB and below is shown as silence, 0 dB is full.
    gauge.value = Math.min(1, Math.max(0, 1 + (10 * Math.log10(power + 1e-9)) / 60));
    if (power > 0 || context.state !== "running") heard = Date.now();
    show(note, Date.now() - heard >= silence);
  }, 80);
  return () => {
    clearInterval(timer);
    gauge.value = 0;
    show(note, false);
    void context.close();
  };
}
