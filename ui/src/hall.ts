// The hall of somebody at home, or on a phone in the hall itself.

import { OwnHand, writeQueue } from "./hall/hand";
import { takeCode } from "./hall/code";
import { OwnIdeas } from "./hall/ideas";
import { OwnPolls } from "./hall/polls";
import { OwnPrompt } from "./hall/prompt";
import { OwnQuestions } from "./hall/questions";
import { OwnTurn } from "./hall/turn";
import { Captions } from "./lib/captions";
import { Channel } from "./lib/channel";
import { markProgramme, writeAgenda, writeClock, writeNext } from "./lib/agenda";
import { awake } from "./lib/awake";
import { all, id, kept, maybe, put, show } from "./lib/dom";
import { keys } from "./lib/keys";
import { lay } from "./lib/layout";
import { enlarging, Stage, writeLine } from "./lib/stage";
import { wall, type State } from "./lib/state";
import { t } from "./lib/text";
import { everySecond, now } from "./lib/time";
import { complain } from "./lib/toast";
import { writeTurn } from "./lib/turn";
import { pageTime, Wire, type Mode } from "./lib/wire";
import "./app";

const root = id("hall");
const base = root.dataset.base ?? "";
const zone = root.dataset.zone ?? "";
const remembered = `aula.hall${base}`;
pageTime(root);

let path = "";
let mode: Mode = (kept.get(remembered) || root.dataset.mode) === "hall" ? "hall" : "home";
let muted = false;
let walled = (kept.get("aula.wall") || (matchMedia("(width >= 48rem)").matches ? "on" : "off")) === "on";

const enlarge = enlarging(id("stage"));
const stage = new Stage(base, root, {
  found: (finding, health) => {
    writeLine(id("line"), finding, t(`hall.line.${finding.code}`, { n: finding.lost }));
    put(maybe("line-detail"), health ? t("hall.line.detail", { kbps: Math.round(Object.values(health.video).reduce((sum, x) => sum + x.kbps, 0)), rtt: Math.round(health.rtt) }) : "");
  },
  way: (way, why) => {
    path = way === "stream" ? "hls" : way && "webrtc";
    show(maybe("way"), way !== "");
    put(maybe("way-name"), way && t(`hall.way.${way}`));
    put(maybe("way-why"), way && t(way === "stream" ? `hall.way.why.${why}` : `hall.way.why.${way}`));
  },
  blocked: (waits) => show(id("sound"), waits && mode === "home"),
});
const wire = new Wire(base, () => mode, {
  entry: (entry, state) => {
    if (captions.hear(entry)) return;
    draw(state);
    prompt.show(entry);
    if (entry.kind === "login.opened") show(maybe("login-note"), true);
  },
  link: (link) => stage.setLink(link),
}, () => ({ path, late: Math.round(stage.late) }));
const captions = new Captions(id("captions"), () => stage.late);
const channel = new Channel(base, id("interpreted"), (instead) => stage.setReplaced(instead));
const hand = new OwnHand(wire);
const turn = new OwnTurn(base, wire, stage);
const prompt = new OwnPrompt(wire);
const polls = new OwnPolls(wire, () => stage.late);
const questions = new OwnQuestions(wire);
const ideas = new OwnIdeas(wire);

function draw(state: State): void {
  writeAgenda(state, zone, t("hall.idle"));
  writeTurn(state);
  writeQueue(wire);
  hand.show();
  turn.show();
  polls.show();
  questions.show();
  ideas.show();
  stage.show(state);
  lay(id("stage"), shown(state));
  show(id("wall"), wall.some((slot) => state.air[slot]));
  offer(state.voices ?? []);
  show(maybe("to-group"), state.session?.kind === "group" || all("#programme > [data-kind=group]").some((x) => Date.parse(x.dataset.starts ?? "") <= now() && now() < Date.parse(x.dataset.ends ?? "")));
  markProgramme(maybe("programme"), now(), state.session?.id);
}

// A phone has no room for the wall, and asks for none of its pictures.
function shown(state: State): State {
  if (walled) return state;
  const air = { ...state.air };
  for (const slot of wall) delete air[slot];
  return { ...state, air };
}

function setWall(next: boolean): void {
  walled = next;
  id("wall").setAttribute("aria-pressed", String(walled));
  kept.set("aula.wall", walled ? "on" : "off");
  stage.setWall(walled);
  lay(id("stage"), shown(wire.state));
}

// In the hall itself picture and sound come from the hall: a phone that played them too
// would howl, and would take the network from those who need it.
function setMode(next: Mode): void {
  mode = next;
  root.dataset.mode = next;
  id<HTMLInputElement>("in-hall").checked = next === "hall";
  kept.set(remembered, next);
  awake(next === "home");
  if (next === "hall") {
    stage.stop();
    show(id("sound"), false);
  } else {
    stage.start();
  }
}

/** Offers the interpreters that are heard now, and whoever was chosen. */
function offer(live: readonly string[]): void {
  const select = id<HTMLSelectElement>("sound-language");
  for (const option of select.options) option.hidden = option.value !== "" && option.value !== select.value && !live.includes(option.dataset.slot ?? "");
  show(id("sound-choice"), live.length > 0 || select.value !== "");
  channel.setLive(live);
}

function setMuted(next: boolean): void {
  muted = next;
  stage.setMuted(muted);
  channel.setMuted(muted);
  id("mute").setAttribute("aria-pressed", String(muted));
  put(maybe("mute-words"), t(muted ? "hall.sound.unmute" : "hall.sound.mute"));
}

id("in-hall").addEventListener("change", async () => {
  setMode(id<HTMLInputElement>("in-hall").checked ? "hall" : "home");
  const reply = await wire.send("presence", { mode });
  if (!reply.ok) complain(reply.error?.text ?? "");
});
id("sound").addEventListener("click", () => stage.sound());
id("sound-language").addEventListener("change", () => {
  const [chosen] = id<HTMLSelectElement>("sound-language").selectedOptions;
  channel.choose(chosen?.value ?? "", chosen?.dataset.slot ?? "");
});
id("wall").addEventListener("click", () => setWall(!walled));
id("mute").addEventListener("click", () => setMuted(!muted));
id<HTMLInputElement>("volume").addEventListener("input", () => {
  stage.setVolume(id<HTMLInputElement>("volume").valueAsNumber / 100);
  channel.setVolume(id<HTMLInputElement>("volume").valueAsNumber / 100);
  if (muted) setMuted(false);
});
keys({
  h: () => hand.toggle(),
  m: () => setMuted(!muted),
  p: () => void prompt.answer(),
  "1": () => enlarge("programme"),
  "2": () => enlarge("slides"),
  "3": () => enlarge("floor"),
  escape: () => enlarge(""),
});

const choice = id<HTMLSelectElement>("captions-language");
choice.value = kept.get("aula.captions");
wire.captions = choice.value;
choice.addEventListener("change", () => {
  kept.set("aula.captions", choice.value);
  wire.captions = choice.value;
  captions.stop();
  wire.again();
});

id("login-note-close").addEventListener("click", () => show(maybe("login-note"), false));
takeCode(base);

setWall(walled);
setMode(mode);
draw(wire.state);
wire.start();
everySecond(() => {
  writeClock(wire.state);
  writeNext(maybe("programme"), now(), zone, wire.state.session?.id);
  hand.tick();
  turn.tick();
  prompt.tick();
});
