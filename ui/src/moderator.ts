// The moderator's board: questions, polls and ideas.

import { acting } from "./lib/act";
import { writeAgenda, writeClock } from "./lib/agenda";
import { id, put } from "./lib/dom";
import { keys } from "./lib/keys";
import type { State } from "./lib/state";
import { t } from "./lib/text";
import { everySecond } from "./lib/time";
import { pageTime, Wire, type Link } from "./lib/wire";
import { Ideas } from "./staff/ideas";
import { Polls } from "./staff/polls";
import { Questions } from "./staff/questions";
import "./app";

const root = id("moderator");
const zone = root.dataset.zone ?? "";
pageTime(root);

const wire = new Wire(root.dataset.base ?? "", () => "console", {
  entry: (_, state) => draw(state),
  link: (link) => line(link),
});
const act = acting(wire);
const questions = new Questions(act);
const polls = new Polls(act);
const ideas = new Ideas(act);

function line(link: Link): void {
  const code = { open: "good", connecting: "connecting", lost: "server", refused: "refused" }[link];
  const element = id("line");
  element.dataset.level = link === "open" ? "good" : "wait";
  put(element, link === "open" ? "" : t(`hall.line.${code}`, { n: 0 }));
}

function draw(state: State): void {
  writeAgenda(state, zone, t("hall.idle"));
  questions.show(state);
  polls.show(state);
  ideas.show(state);
}

keys({
  p: () => polls.begin(),
  q: () => questions.next(),
});

draw(wire.state);
wire.start();
everySecond(() => writeClock(wire.state));
