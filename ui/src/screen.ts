// The big screen: nobody touches it. It shows what runs, and comes back from everything.

import { awake } from "./lib/awake";
import { id, show } from "./lib/dom";
import { Stage } from "./lib/stage";
import type { State } from "./lib/state";
import { everySecond } from "./lib/time";
import { pageTime, type Wire } from "./lib/wire";
import { Board } from "./screen/board";
import { showCode } from "./screen/code";
import { keepUp } from "./screen/keep";
import { Reporter } from "./screen/reporter";

const root = id("screen");
const base = root.dataset.base ?? "";
const here = root.dataset.place ?? "";
const sounding = root.dataset.sound === "on";
pageTime(root);

const board = new Board(root, root.dataset.zone ?? "");
const reporter = new Reporter((report) => wire.tell("report", { report }));
const stage = new Stage(base, root, {
  found: (finding, health) => {
    board.line(finding);
    reporter.found(finding, health);
  },
  blocked: (waits) => show(id("sound-blocked"), waits && sounding),
});
const wire: Wire = keepUp(root, "screen", () => stage, draw);

function draw(state: State): void {
  board.draw(state);
  stage.show(state);
  stage.setMuted(!sounding);
  // Where the speaker stands, the hall hears the voice itself; a second time it would howl.
  const own = state.turn !== undefined && state.turn.place === here;
  stage.silence("floor", own);
  stage.silence("programme", own);
}

// Some browsers want one touch before they sound, even on a wall.
addEventListener("pointerdown", () => stage.sound());
addEventListener("keydown", () => stage.sound());

awake(true);
showCode(base, here);
stage.start();
draw(wire.state);
wire.start();
everySecond(() => board.tick(wire.state));
