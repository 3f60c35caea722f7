// The lines that say how things stand. Nothing here is ever more cheerful than the truth.

import { id, maybe, put, show } from "../lib/dom";
import { t } from "../lib/text";
import { hour, now } from "../lib/time";
import type { Book, Safety } from "./book";
import { blocked, sound } from "./sound";
import type { Trouble } from "./upload";

// A list older than this may lack people and passes.
const old = 30 * 60_000;

const levels: Record<Exclude<Safety, "good">, string> = { none: "bad", full: "bad", restored: "wait", fleeting: "wait" };

function say(name: string, level: string, text: string): void {
  const element = id(name);
  element.dataset.level = level;
  put(element, text);
}

/** uncounted is how many scans could not be kept. */
export function showDelivery(book: Book, trouble: Trouble, uncounted: number): void {
  const waiting = book.waiting().length;
  const bad = trouble === "signed_out" || trouble === "revoked" || trouble === "server";
  const done = trouble === "offline" ? "offline" : uncounted > 0 ? "uncounted" : "delivered";
  const key = bad ? trouble : waiting > 0 ? "waiting" : done;
  say("delivery", key === "delivered" ? "good" : bad ? "bad" : "wait", t(`scanner.delivery.${key}`, { n: key === "uncounted" ? uncounted : waiting }));
}

export function showList(book: Book, trouble: Trouble, zone: string): void {
  const { list } = book;
  const aged = list !== undefined && now() - Date.parse(list.made) > old;
  const wiped = trouble === "revoked" || trouble === "signed_out";
  const none = wiped ? "scanner.list.wiped" : trouble ? "scanner.list.none" : "scanner.list.loading";
  const key = !list ? none : aged ? "scanner.list.old" : "scanner.list";
  say("list", !list ? "bad" : aged ? "wait" : "good", t(key, list ? { n: list.people?.length ?? 0, time: hour(list.made, zone) } : {}));
  const here = list?.inside?.filter((x) => x.place === list.place).length ?? 0;
  put(maybe("inside"), list ? t("scanner.inside", { n: here }) : "");
}

/** Says how safe what is kept is; a phone that keeps everything safely need not say so. */
export function showSafety(safety: Safety): void {
  show(id("safety").parentElement ?? undefined, safety !== "good");
  if (safety !== "good") say("safety", levels[safety], t(`scanner.safety.${safety}`));
}

export function showSound(): void {
  id("signals").setAttribute("aria-pressed", String(sound.on));
  show(id("sound-blocked"), blocked());
}
