// The chair's console: agenda, queue, floor.

import { Agenda } from "./console/agenda";
import { Queue } from "./console/queue";
import { acting } from "./lib/act";
import { writeAgenda, writeClock } from "./lib/agenda";
import { awake } from "./lib/awake";
import { id, maybe, put, show } from "./lib/dom";
import { keys } from "./lib/keys";
import { Stage, writeLine } from "./lib/stage";
import type { State } from "./lib/state";
import { t } from "./lib/text";
import { everySecond } from "./lib/time";
import { pageTime, Wire } from "./lib/wire";
import { Polls } from "./staff/polls";
import { Questions } from "./staff/questions";
import "./app";

const root = id("console");
const base = root.dataset.base ?? "";
const zone = root.dataset.zone ?? "";
pageTime(root);

const stage = new Stage(base, root, {
  found: (finding, health) => {
    writeLine(id("line"), finding, t(`hall.line.${finding.code}`, { n: finding.lost }));
    put(maybe("line-detail"), health ? t("hall.line.detail", { kbps: Math.round(health.video.programme.kbps), rtt: Math.round(health.rtt) }) : "");
  },
});
const wire = new Wire(base, () => "console", {
  entry: (entry, state) => {
    if (entry.kind === "programme.released") show(id("programme-changed"), true);
    draw(state);
  },
  link: (link) => {
    stage.setLink(link);
    root.dataset.link = link;
  },
});
const act = acting(wire);
const agenda = new Agenda(act);
const queue = new Queue(act);
const polls = new Polls(act);
const questions = new Questions(act);

function draw(state: State): void {
  writeAgenda(state, zone, t("hall.idle"));
  agenda.show(state);
  queue.show(state);
  polls.show(state);
  questions.show(state);
  stage.show(state);
}

keys({
  g: () => queue.giveFirst(),
  t: () => queue.take(),
  n: () => agenda.next(),
  p: () => polls.begin(),
  q: () => questions.next(),
  arrowdown: () => queue.move(1),
  arrowup: () => queue.move(-1),
});

// The chair hears the room: the console is silent.
stage.setMuted(true);
stage.start();
awake(true);
draw(wire.state);
wire.start();
everySecond(() => {
  writeClock(wire.state);
  queue.tick();
});
