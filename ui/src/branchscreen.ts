// The screen of a branch hall: it shows and sounds what is on air, and sends the hall's own
// camera to the wall. When the hall has the floor, its own sound does not come back to it.

import { Camera } from "./branchscreen/camera";
import { awake } from "./lib/awake";
import { id, kept, maybe, put, show } from "./lib/dom";
import { Stage } from "./lib/stage";
import { wall, type Slot, type State } from "./lib/state";
import { t } from "./lib/text";
import { everySecond } from "./lib/time";
import { pageTime, type Wire } from "./lib/wire";
import { Board } from "./screen/board";
import { keepUp } from "./screen/keep";
import { Reporter } from "./screen/reporter";

const root = id("branchscreen");
const base = root.dataset.base ?? "";
const own = `${root.dataset.own ?? ""}.`;
const duck = id<HTMLSelectElement>("duck");
const ducked = "aula.branchscreen.duck";
const quieter = 0.3;
pageTime(root);

const board = new Board(root, root.dataset.zone ?? "");
const camera = new Camera(base);
const reporter = new Reporter((report) => wire.tell("report", { report }));
const stage = new Stage(
  base,
  root,
  {
    found: (finding, health) => {
      board.line(finding);
      reporter.found(finding, health);
    },
    blocked: (waits) => show(id("sound"), waits),
  },
  "?mode=device",
);
const wire: Wire = keepUp(root, "device", () => stage, draw);

/** The slots in which this hall is on air. */
function owned(state: State): Slot[] {
  return (Object.keys(state.air) as Slot[]).filter((slot) => state.air[slot]?.publisher.startsWith(own));
}

// The hall sees itself in a corner already, and needs no place on its own wall.
function others(state: State): State {
  const air = { ...state.air };
  for (const slot of wall) if (air[slot]?.publisher.startsWith(own)) delete air[slot];
  return { ...state, air };
}

function draw(state: State): void {
  board.draw(state, others(state));
  stage.show(state);
  const slots = owned(state);
  const heard = slots.some((slot) => slot === "programme" || slot === "floor");
  root.toggleAttribute("data-floor", heard);
  camera.setHeard(heard);
  hush(slots, heard);
  const words = heard ? t("branchscreen.floor") : `${t(slots.length > 0 ? "branchscreen.on_wall" : "branchscreen.not_on_wall")} ${t("branchscreen.silent")}`;
  put(maybe("on-wall"), words);
}

// The hall's own voice is never played in the hall. What the main hall's microphones take up
// of it comes back with the programme, so that is made quieter, as the hall has chosen.
function hush(slots: readonly Slot[], heard: boolean): void {
  stage.silence("floor", slots.includes("floor"));
  stage.silence("programme", slots.includes("programme") || (heard && duck.value === "off"));
  stage.setVolume(heard && duck.value === "quiet" ? quieter : 1);
}

const setup = id<HTMLDialogElement>("setup");
id("open-setup").addEventListener("click", () => setup.showModal());
id("setup-close").addEventListener("click", () => setup.close());
id("sound").addEventListener("click", () => stage.sound());
addEventListener("pointerdown", () => stage.sound());
if (["quiet", "off", "full"].includes(kept.get(ducked))) duck.value = kept.get(ducked);
duck.addEventListener("change", () => {
  kept.set(ducked, duck.value);
  draw(wire.state);
});

awake(true);
stage.start();
draw(wire.state);
wire.start();
camera.start();
everySecond(() => board.tick(wire.state));
