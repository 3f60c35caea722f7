// The answer at the door, over the whole display: a sign, a word, a name, a reason. It
// is told by sign and word, by colour, by sound and by touch.

import { id, maybe, one, put, putText, show } from "../lib/dom";
import { say, t } from "../lib/text";
import { hour } from "../lib/time";
import { placeName, type Decision, type List } from "./door";
import { signal, type Tone } from "./sound";

const signs: Record<Tone, string> = { yes: "sign-yes", look: "sign-look", no: "sign-no" };
// A yes goes by itself; whoever is refused waits for the steward.
const stays: Record<Tone, number> = { yes: 2_500, look: 6_000, no: 0 };

let timer: ReturnType<typeof setTimeout> | undefined;
let before: Element | null = null;

/** What a decision comes to. kept is false when the device could not keep the scan. */
export function toneOf({ verdict, verified }: Decision, kept: boolean): Tone {
  return !verdict.welcome || !kept ? "no" : verdict.notice || !verified ? "look" : "yes";
}

export function hideVerdict(): void {
  clearTimeout(timer);
  const held = id("verdict").contains(document.activeElement);
  show(id("verdict"), false);
  if (held && before instanceof HTMLElement) before.focus();
}

/** Shows a decision. */
export function showVerdict(list: List | undefined, decision: Decision, out: boolean, zone: string, kept: boolean): void {
  const { verdict, verified } = decision;
  const tone = toneOf(decision, kept);
  const element = id("verdict");
  element.dataset.tone = tone;
  element.dataset.key = kept ? verdict.key : "unkept";
  for (const [name, sign] of Object.entries(signs)) show(maybe(sign), name === tone);
  put(maybe("verdict-word"), t(!kept ? "scanner.word.unkept" : tone === "no" ? "scanner.word.no" : out ? "scanner.word.out" : tone === "look" ? "scanner.word.look" : "scanner.word.yes"));
  const person = list?.people?.find((p) => p.id === verdict.person);
  putText(maybe("verdict-name"), person?.name ?? {});
  putText(maybe("verdict-organisation"), person?.organisation ?? {});
  put(maybe("verdict-place"), list && person?.place ? say(placeName(list, person.place)) : "");
  put(maybe("verdict-reason"), kept ? reason(verdict, zone) : t(list ? "scanner.unkept" : "scanner.list.none"));
  show(maybe("verdict-unverified"), !verified && kept);
  if (!element.contains(document.activeElement)) before = document.activeElement;
  show(element, true);
  // Whoever works with keys has to answer a refusal where it stands.
  if (tone === "no") one("button", element)?.focus();
  signal(tone);
  clearTimeout(timer);
  if (stays[tone] > 0) timer = setTimeout(hideVerdict, stays[tone]);
}

function reason({ key, args }: Decision["verdict"], zone: string): string {
  if (key === "door.welcome") return ""; // the word has said it
  return t(key, { ...(args?.time ? { time: hour(args.time, zone) } : {}), ...(args?.date ? { date: args.date } : {}), ...(args?.place ? { place: say(args.place) } : {}) });
}
