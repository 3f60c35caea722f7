// The door: reads passes, decides by the list that the phone keeps, and delivers every
// scan when there is a network. It works without one, and never says that something has
// been delivered before the server has said so.

import { awake } from "./lib/awake";
import { denied } from "./lib/devices";
import { id, keyed, maybe, part, put, row, show } from "./lib/dom";
import { Keep } from "./lib/keep";
import { pulse } from "./lib/pulse";
import { say, t } from "./lib/text";
import { askTime, hour, now } from "./lib/time";
import { work } from "./lib/worker";
import { Book } from "./scanner/book";
import { Camera } from "./scanner/camera";
import { decide, type Decision } from "./scanner/door";
import { Finder } from "./scanner/find";
import { verify } from "./scanner/pass";
import { Courier, type Difference } from "./scanner/upload";
import { hideVerdict, showVerdict, unlockSound } from "./scanner/verdict";
import "./app";

const root = id("scanner");
const { base = "", place = "", door = "", zone = "", jsqr = "", worker = "" } = root.dataset;
// The camera sees the same pass many times before it is taken away.
const same = 4_000;
// A list older than this may lack people and passes; the page says so.
const old = 30 * 60_000;

const book = new Book(new Keep(base), place);
const courier = new Courier(base, door, book, differ, status);
const camera = new Camera(id<HTMLVideoElement>("camera"), jsqr, (text) => void read(text));
const finder = new Finder(() => book.list, zone, (person) => {
  unlockSound();
  void scan({ person });
});

let last = { text: "", at: 0 };
let busy = false;
let deliver: () => void = () => undefined;

function out(): boolean {
  return id<HTMLInputElement>("way-out").checked;
}

function read(text: string): void {
  const repeated = text === last.text && Date.now() - last.at < same;
  if (text === last.text) last.at = Date.now();
  if (repeated || busy) return;
  last = { text, at: Date.now() };
  void scan({ text });
}

/** Decides, keeps, and only then shows. */
async function scan(what: { text: string } | { person: string }): Promise<void> {
  const list = book.list;
  if (!list || busy) return;
  busy = true;
  const way = out();
  const decision = await decide(list, { ...what, out: way, at: new Date(now()).toISOString() }, verify);
  const { verdict } = decision;
  try {
    await book.add({
      at: new Date().toISOString(),
      ...("text" in what ? { code: what.text.slice(0, 512) } : { person: what.person }),
      ...(verdict.person ? { who: verdict.person } : {}),
      out: way,
      verdict: verdict.key,
      welcome: verdict.welcome,
      door,
      place,
    });
    present(decision, way, true);
    deliver();
  } catch {
    present(decision, way, false);
  } finally {
    busy = false;
  }
  status();
}

function present(decision: Decision, way: boolean, kept: boolean): void {
  if (!book.list) return;
  showVerdict(book.list, decision, way, zone, kept);
  finder.clear();
  const list = id("recent");
  const element = row("recent-row");
  const person = book.list.people?.find((p) => p.id === decision.verdict.person);
  element.dataset.tone = !decision.verdict.welcome || !kept ? "no" : decision.verdict.notice || !decision.verified ? "look" : "yes";
  put(part(element, "time"), hour(now(), zone));
  put(part(element, "name"), person ? say(person.name) : t("scanner.unknown"));
  put(part(element, "word"), t(!decision.verdict.welcome || !kept ? "scanner.word.no" : way ? "scanner.word.out" : "scanner.word.in"));
  list.prepend(element);
  while (list.children.length > 8) list.lastElementChild?.remove();
  show(id("recent-head"), true);
}

// Where the server decided otherwise, the steward has to know.
const differences: Difference[] = [];
function differ(difference: Difference): void {
  differences.push(difference);
  show(id("differences-part"), true);
  keyed(
    id("differences"),
    differences,
    (d) => String(d.scan.sequence),
    () => row("difference-row"),
    (element, d) => {
      put(part(element, "time"), hour(d.scan.at, zone));
      put(part(element, "name"), d.person ? say(d.person.name) : t("scanner.unknown"));
      put(part(element, "text"), t(d.welcome ? "scanner.differs.yes" : "scanner.differs.no", { reason: d.text }));
    },
  );
}

/** Says what is delivered, what waits, what is wrong; the list's age with it. */
function status(): void {
  const waiting = book.waiting().length;
  const element = id("delivery");
  const key = courier.trouble === "signed_out" || courier.trouble === "server" ? courier.trouble : waiting > 0 ? "waiting" : courier.trouble === "offline" ? "offline" : "delivered";
  element.dataset.level = key === "delivered" ? "good" : key === "waiting" || key === "offline" ? "wait" : "bad";
  put(element, t(`scanner.delivery.${key}`, { n: waiting }));
  const list = book.list;
  const age = list ? now() - Date.parse(list.made) : 0;
  const line = id("list");
  line.dataset.level = !list ? "bad" : age > old ? "wait" : "good";
  put(line, list ? t(age > old ? "scanner.list.old" : "scanner.list", { n: list.people?.length ?? 0, time: hour(list.made, zone) }) : t(courier.trouble ? "scanner.list.none" : "scanner.list.loading"));
  const here = list?.inside?.filter((x) => x.place === list.place).length ?? 0;
  put(maybe("inside"), list ? t("scanner.inside", { n: here }) : "");
  root.toggleAttribute("data-ready", list !== undefined);
}

async function look(): Promise<void> {
  unlockSound();
  show(maybe("fault"), false);
  try {
    await camera.start();
    show(id("start"), false);
    show(id("lamp"), await camera.lamp());
  } catch (fault) {
    put(maybe("fault"), t(`publish.${denied(fault)}`));
    show(maybe("fault"), true);
    show(id("start"), true);
  }
}

id("start").addEventListener("click", () => void look());
id("lamp").addEventListener("click", async () => {
  const on = id("lamp").getAttribute("aria-pressed") !== "true";
  id("lamp").setAttribute("aria-pressed", String(await camera.lamp(on) && on));
});
id("verdict").addEventListener("click", () => {
  unlockSound();
  hideVerdict();
});
addEventListener("keydown", (e) => e.key === "Escape" && hideVerdict());

async function begin(): Promise<void> {
  try {
    await book.open();
  } catch {
    put(maybe("fault"), t("scanner.no_store"));
    show(maybe("fault"), true);
  }
  status();
  void askTime();
  deliver = pulse(() => courier.run());
  void work(worker, location.href, [jsqr]);
  awake(true);
  setInterval(status, 30_000);
  // The camera opens by itself where the steward has allowed it before.
  const allowed = await navigator.permissions?.query({ name: "camera" as PermissionName }).catch(() => undefined);
  if (allowed?.state === "granted") void look();
}

void begin();
