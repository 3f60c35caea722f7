// The three signals, for ears and hands: told apart without looking.

import { kept } from "../lib/dom";
import { shake } from "../lib/shake";

export type Tone = "yes" | "look" | "no";

interface Note {
  readonly frequency: number;
  readonly begin: number;
  readonly length: number;
}

// Two notes up for yes, three of one height for look, two low ones down for no.
const notes: Record<Tone, readonly Note[]> = {
  yes: [{ frequency: 880, begin: 0, length: 0.09 }, { frequency: 1320, begin: 0.1, length: 0.14 }],
  look: [{ frequency: 660, begin: 0, length: 0.1 }, { frequency: 660, begin: 0.17, length: 0.1 }, { frequency: 660, begin: 0.34, length: 0.1 }],
  no: [{ frequency: 220, begin: 0, length: 0.22 }, { frequency: 165, begin: 0.24, length: 0.4 }],
};
const waves: Record<Tone, OscillatorType> = { yes: "sine", look: "triangle", no: "square" };
// One short, three short, one long.
const shakes: Record<Tone, number[]> = { yes: [60], look: [70, 70, 70, 70, 70], no: [450] };

const remembered = "aula.door.sound";
let context: AudioContext | undefined;

/** Whether signals are to be heard; the choice stays on this phone. */
export const sound = {
  get on(): boolean {
    return kept.get(remembered) !== "off";
  },
  set on(on: boolean) {
    kept.set(remembered, on ? "on" : "off");
  },
};

/** Whether the browser lets nothing be heard: it waits for a first touch. */
export function blocked(): boolean {
  return sound.on && context?.state !== "running";
}

/** Makes sound possible, and tells when it has become so or no longer is; browsers allow it from a touch or a key. */
export function unlock(changed: () => void): void {
  const resume = () => {
    if (!context) {
      context = new AudioContext();
      context.onstatechange = changed;
    }
    if (context.state !== "running") void context.resume().then(changed, changed);
  };
  for (const touch of ["pointerdown", "pointerup", "keydown"]) addEventListener(touch, resume, { capture: true });
  resume();
}

/** Gives the signal. */
export function signal(tone: Tone): void {
  shake(shakes[tone]);
  if (!sound.on || context?.state !== "running") return;
  for (const { frequency, begin, length } of notes[tone]) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    const start = context.currentTime + begin;
    oscillator.type = waves[tone];
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0.25, start);
    gain.gain.setTargetAtTime(0, start + length - 0.03, 0.01);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(start + length + 0.05);
  }
}
