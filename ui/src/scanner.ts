// The door: reads passes, decides by the list that the phone keeps, and delivers every
// scan when there is a network. It works without one, and never says that something has
// been delivered before the server has said so.

import { awake } from "./lib/awake";
import { denied } from "./lib/devices";
import { id, maybe, put, show } from "./lib/dom";
import { Keep } from "./lib/keep";
import { pulse } from "./lib/pulse";
import { t } from "./lib/text";
import { askTime, hour, now } from "./lib/time";
import { work } from "./lib/worker";
import { Book } from "./scanner/book";
import { Camera } from "./scanner/camera";
import { decide, type Decision } from "./scanner/door";
import { Finder } from "./scanner/find";
import { showDelivery, showList, showSafety, showSound } from "./scanner/lines";
import { verify } from "./scanner/pass";
import { addRow, differ, forgetRows } from "./scanner/rows";
import { sound, unlock } from "./scanner/sound";
import { Typed } from "./scanner/typed";
import { Courier } from "./scanner/upload";
import { hideVerdict, showVerdict } from "./scanner/verdict";
import "./app";

const root = id("scanner");
const { base = "", place = "", door = "", zone = "", jsqr = "", worker = "", gate = "" } = root.dataset;
// The camera sees the same pass many times before it is taken away.
const same = 4_000;

const book = new Book(new Keep(base), place);
const courier = new Courier(base, door, book, (difference) => differ(difference, zone), status);
const camera = new Camera(id<HTMLVideoElement>("camera"), jsqr, (text) => !busy && read(text));
const finder = new Finder(() => book.list, zone, (person) => scan({ person }));
new Typed(read, (how) => {
  show(id("reader"), true);
  id("reader").dataset.level = how === "code" ? "good" : "bad";
  put(id("reader"), how === "code" ? t("scanner.reader", { time: hour(now(), zone) }) : t("scanner.reader.eaten"));
});

// Without a list nobody can be told from anybody.
const nobody: Decision = { verdict: { welcome: false, key: "door.unknown" }, verified: true };

let last = { text: "", out: false, at: 0 };
let busy = false;
let turn: Promise<void> = Promise.resolve();
let deliver: () => void = () => undefined;

function wayOut(): boolean {
  return id<HTMLInputElement>("way-out").checked;
}

function read(text: string): void {
  const [out, at] = [wayOut(), Date.now()];
  const repeated = text === last.text && out === last.out && at - last.at < same;
  last = { text, out, at };
  if (!repeated) scan({ text });
}

// One after the other: whoever is scanned while another is being kept is not passed over.
function scan(what: { text: string } | { person: string }): void {
  const out = wayOut();
  busy = true;
  turn = turn.then(() => take(what, out)).finally(() => (busy = false));
}

/** Decides, keeps, and only then shows. */
async function take(what: { text: string } | { person: string }, out: boolean): Promise<void> {
  const list = book.list;
  if (!list) return present(nobody, out, 0);
  const decision = await decide(list, { ...what, out, at: new Date(now()).toISOString() }, verify);
  const { verdict } = decision;
  const scan = {
    at: new Date().toISOString(),
    ...("text" in what ? { code: what.text.slice(0, 512) } : { person: what.person }),
    ...(verdict.person ? { who: verdict.person } : {}),
    out,
    verdict: verdict.key,
    welcome: verdict.welcome,
    door,
    place,
  };
  const number = await book.add(scan).then((kept) => kept.sequence, () => 0);
  present(decision, out, number);
  deliver();
  status();
}

/** Shows a scan with its number, 0 for one that could not be kept. */
function present(decision: Decision, out: boolean, number: number): void {
  showVerdict(book.list, decision, out, zone, number > 0);
  addRow(book.list, decision, out, zone, number);
  finder.clear();
}

function status(): void {
  if (!book.list && root.hasAttribute("data-ready")) {
    forgetRows();
    finder.clear();
  }
  showDelivery(book, courier.trouble, id("unkept").childElementCount);
  showList(book, courier.trouble, zone);
  showSafety(book.safety);
  root.toggleAttribute("data-ready", book.list !== undefined);
  put(id("phone"), book.device.slice(0, 4));
}

async function look(): Promise<void> {
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
id("signals").addEventListener("click", () => {
  sound.on = !sound.on;
  showSound();
});
id("verdict").addEventListener("click", hideVerdict);
addEventListener("keydown", (e) => e.key === "Escape" && hideVerdict());

/** What the door is called: a phone that is its own scanner was told, a steward says it here. */
function name(): void {
  const field = maybe<HTMLInputElement>("gate");
  if (!field) {
    book.gate = gate;
    return;
  }
  field.value = book.gate;
  field.addEventListener("change", () => {
    courier.announce();
    void book.call(field.value.trim()).then(deliver, status);
  });
}

async function begin(): Promise<void> {
  unlock(showSound);
  showSound();
  void askTime();
  // A browser may let one wait for what it keeps without end; the page then says that it keeps nothing.
  const late = setTimeout(status, 4_000);
  await book.open().catch(() => undefined);
  clearTimeout(late);
  name();
  status();
  deliver = pulse(() => courier.run());
  void work(worker, location.href, [jsqr]);
  awake(true);
  setInterval(status, 30_000);
  // The camera opens by itself where the steward has allowed it before.
  const allowed = await navigator.permissions?.query({ name: "camera" as PermissionName }).catch(() => undefined);
  if (allowed?.state === "granted") void look();
}

void begin();
