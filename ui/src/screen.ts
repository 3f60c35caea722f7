// The big screen: nobody touches it. It shows what runs, and comes back from everything.

import { markProgramme, writeAgenda, writeClock } from "./lib/agenda";
import { awake } from "./lib/awake";
import { all, id, maybe, part, put, putText, show } from "./lib/dom";
import type { Finding } from "./lib/diagnose";
import { Stage, writeLine } from "./lib/stage";
import { placeName, type State } from "./lib/state";
import { say, t } from "./lib/text";
import { clock, everySecond, hour, now, since } from "./lib/time";
import { pageTime, Wire } from "./lib/wire";

const root = id("screen");
const base = root.dataset.base ?? "";
const zone = root.dataset.zone ?? "";
const here = root.dataset.place ?? "";
const sounding = root.dataset.sound === "on";
pageTime(root);

// A short fault heals before anybody in the hall has to read of it.
const bearable = 5_000;
let troubled = 0;

const stage = new Stage(base, root, {
  found: line,
  blocked: (waits) => show(id("sound-blocked"), waits && sounding),
});
const wire = new Wire(base, () => "screen", {
  entry: (entry, state) => {
    if (entry.kind === "programme.released") reload();
    draw(state);
  },
  link: (link) => {
    root.dataset.link = link;
    stage.setLink(link);
  },
  build: (build) => {
    if (root.dataset.build && build !== root.dataset.build) reload();
  },
});

// Spread, so that the screens of all halls do not ask in the same instant.
function reload(): void {
  setTimeout(() => location.reload(), 500 + Math.random() * 2_000);
}

function line(finding: Finding): void {
  const quiet = finding.level === "good";
  troubled = quiet ? 0 : troubled || Date.now();
  writeLine(id("line"), finding, quiet ? "" : t(`hall.line.${finding.code}`, { n: finding.lost }));
  show(id("line"), !quiet && Date.now() - troubled > bearable);
}

function draw(state: State): void {
  const live = state.session !== undefined || Object.keys(state.air).length > 0;
  root.dataset.view = live ? "live" : "break";
  writeAgenda(state, zone, root.querySelector(".screen-host")?.textContent ?? "");
  drawTurn(state);
  stage.show(state);
  stage.setMuted(!sounding);
  // Where the speaker stands, the hall hears the voice itself; a second time it would howl.
  const own = state.turn !== undefined && state.turn.place === here;
  stage.silence("floor", own);
  stage.silence("programme", own);
  tick();
}

function drawTurn(state: State): void {
  const turn = state.turn;
  show(maybe("turn"), turn !== undefined);
  if (!turn) return;
  putText(maybe("turn-name"), turn.person.name);
  put(maybe("turn-from"), [say(turn.person.organisation), say(turn.person.post)].filter(Boolean).join(" · "));
  put(maybe("turn-place"), say(placeName(state, turn.place)));
}

function tick(): void {
  writeClock(wire.state);
  if (wire.state.turn) put(maybe("turn-clock"), clock(since(wire.state.turn.given)));
  put(maybe("break-time"), hour(now(), zone));
  markProgramme(maybe("programme"), now(), wire.state.session?.id);
  drawBreak();
}

// In a break: what comes next. A session whose hour has come and that has not been
// started is about to begin.
function drawBreak(): void {
  const rows = all("#programme > li:not(.cancelled)");
  const due = rows.find((x) => x.hasAttribute("aria-current") && x.dataset.kind !== "break");
  const next = due ?? rows.find((x) => Date.parse(x.dataset.starts ?? "") > now());
  const time = hour(next?.dataset.starts ?? 0, zone);
  show(maybe("break-next"), next !== undefined);
  put(maybe("break-next"), due ? t("screen.soon") : t("screen.next", { time }));
  put(maybe("break-title"), (next && part(next, "title")?.textContent) ?? (maybe("programme") ? t("screen.over") : ""));
}

// Some browsers want one touch before they sound, even on a wall.
addEventListener("pointerdown", () => stage.sound());
addEventListener("keydown", () => stage.sound());

awake(true);
stage.start();
draw(wire.state);
wire.start();
everySecond(tick);
