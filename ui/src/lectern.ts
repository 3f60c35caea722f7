// The lectern: what a speaker sees while they speak. It is silent, and nothing has to be touched.

import { writeAgenda, writeClock } from "./lib/agenda";
import { awake } from "./lib/awake";
import { id, put, show } from "./lib/dom";
import { Stage, writeLine } from "./lib/stage";
import { following, running, type State } from "./lib/state";
import { say, t } from "./lib/text";
import { clock, everySecond, since } from "./lib/time";
import { writeTurn, writeTurnClock } from "./lib/turn";
import { pageTime, Wire } from "./lib/wire";
import { drawQuestion } from "./screen/question";
import "./app";

const root = id("lectern");
const base = root.dataset.base ?? "";
/** This long before the end a speaker is told so. */
const soon = 2 * 60_000;
pageTime(root);

const stage = new Stage(base, root, {
  found: (finding) => writeLine(id("line"), finding, t(`hall.line.${finding.code}`, { n: finding.lost })),
});
const wire = new Wire(base, () => "console", {
  entry: (_, state) => draw(state),
  link: (link) => stage.setLink(link),
});

function draw(state: State): void {
  writeAgenda(state, root.dataset.zone ?? "", t("hall.idle"));
  writeTurn(state);
  drawQuestion(state);
  stage.show(state);
  tick(state);
}

// The time of the item that runs; of a session without items, the session's own.
function tick(state: State): void {
  writeClock(state);
  writeTurnClock(state);
  const item = running(state);
  const session = state.session;
  const lasts = item ? item.item.minutes * 60_000 : session ? Date.parse(session.ends) - Date.parse(session.started) : 0;
  const begun = item?.started ?? session?.started;
  const next = following(state);
  put(id("following"), next ? t("lectern.next", { title: say(next.title) }) : "");
  show(id("left"), lasts > 0 && begun !== undefined);
  if (lasts <= 0 || !begun) return;
  const left = lasts - since(begun);
  id("left").dataset.state = left < 0 ? "over" : left < soon ? "soon" : "good";
  put(id("left-words"), t(left < 0 ? "lectern.over" : "lectern.left"));
  put(id("left-clock"), clock(Math.abs(left)));
  id("left-bar").style.setProperty("--gone", String(Math.min(1, 1 - left / lasts)));
}

stage.setMuted(true);
stage.start();
awake(true);
draw(wire.state);
wire.start();
everySecond(() => tick(wire.state));
