// The answer at the door, over the whole display: a sign, a word, a name, a reason. It
// is told by sign and word, by colour, by sound and by touch.

import { id, maybe, put, putText, show } from "../lib/dom";
import { shake } from "../lib/shake";
import { say, t } from "../lib/text";
import { hour } from "../lib/time";
import { placeName, type Decision, type List } from "./door";

export type Tone = "yes" | "look" | "no";

const signs: Record<Tone, string> = { yes: "sign-yes", look: "sign-look", no: "sign-no" };
// A yes goes by itself; whoever is refused waits for the steward.
const stays: Record<Tone, number> = { yes: 2_500, look: 6_000, no: 0 };

let context: AudioContext | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Makes sound possible; call it from a touch. */
export function unlockSound(): void {
  context ??= new AudioContext();
  void context.resume();
}

export function hideVerdict(): void {
  clearTimeout(timer);
  show(id("verdict"), false);
}

/** Shows a decision. kept is false when the device could not keep the scan. */
export function showVerdict(list: List, { verdict, verified }: Decision, out: boolean, zone: string, kept: boolean): void {
  const tone: Tone = !verdict.welcome || !kept ? "no" : verdict.notice || !verified ? "look" : "yes";
  const element = id("verdict");
  element.dataset.tone = tone;
  element.dataset.key = verdict.key;
  for (const [name, sign] of Object.entries(signs)) show(maybe(sign), name === tone);
  put(maybe("verdict-word"), t(!kept ? "scanner.word.unkept" : tone === "no" ? "scanner.word.no" : out ? "scanner.word.out" : tone === "look" ? "scanner.word.look" : "scanner.word.yes"));
  const person = list.people?.find((p) => p.id === verdict.person);
  putText(maybe("verdict-name"), person?.name ?? {});
  putText(maybe("verdict-organisation"), person?.organisation ?? {});
  put(maybe("verdict-place"), person?.place ? say(placeName(list, person.place)) : "");
  put(maybe("verdict-reason"), reason(verdict, zone, kept));
  show(maybe("verdict-unverified"), !verified && kept);
  show(element, true);
  sound(tone);
  clearTimeout(timer);
  if (stays[tone] > 0) timer = setTimeout(hideVerdict, stays[tone]);
}

function reason({ key, args }: Decision["verdict"], zone: string, kept: boolean): string {
  if (!kept) return t("scanner.unkept");
  return t(key, { ...(args?.time ? { time: hour(args.time, zone) } : {}), ...(args?.date ? { date: args.date } : {}), ...(args?.place ? { place: say(args.place) } : {}) });
}

// Two notes up for yes, one held for look, two down for no: told apart without looking.
const notes: Record<Tone, readonly (readonly [number, number, number])[]> = {
  yes: [[880, 0, 0.09], [1320, 0.1, 0.14]],
  look: [[660, 0, 0.16], [660, 0.22, 0.16]],
  no: [[220, 0, 0.22], [165, 0.24, 0.4]],
};
const shakes: Record<Tone, number[]> = { yes: [60], look: [80, 80, 80], no: [350] };

function sound(tone: Tone): void {
  shake(shakes[tone]);
  if (!context || context.state !== "running") return;
  for (const [frequency, begin, length] of notes[tone]) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    const start = context.currentTime + begin;
    oscillator.type = tone === "no" ? "square" : "sine";
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0.25, start);
    gain.gain.setTargetAtTime(0, start + length - 0.03, 0.01);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(start + length + 0.05);
  }
}
