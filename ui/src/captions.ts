// The captioner's page: a line at a time, as it is heard. Enter ends a line, the arrow up corrects the last one.

import { writeAgenda } from "./lib/agenda";
import { acting } from "./lib/act";
import { announce } from "./lib/announce";
import { id, put, putText, row, part, show } from "./lib/dom";
import { newOp } from "./lib/op";
import { Stage, writeLine } from "./lib/stage";
import { running, type State } from "./lib/state";
import { say, t } from "./lib/text";
import { now } from "./lib/time";
import { pageTime, Wire } from "./lib/wire";
import "./app";

const root = id("captioner");
const base = root.dataset.base ?? "";
const language = root.dataset.language ?? "";
const field = id<HTMLInputElement>("line-text");
const list = id("lines");
/** How often a line that is being written is sent. */
const pace = 700;
pageTime(root);

const stage = new Stage(base, root, {
  found: (finding) => writeLine(id("line"), finding, t(`hall.line.${finding.code}`, { n: finding.lost })),
  blocked: (waits) => show(id("sound"), waits),
});
const wire = new Wire(base, () => "console", {
  entry: (_, state) => draw(state),
  link: (link) => stage.setLink(link),
});
const act = acting(wire);

let line = "";
let from = "";
let sent = "";
let timer: ReturnType<typeof setTimeout> | undefined;

function draw(state: State): void {
  writeAgenda(state, root.dataset.zone ?? "", t("hall.idle"));
  put(id("speaker"), speaker(state));
  show(id("insert"), speaker(state) !== "");
  stage.show(state);
}

/** Who speaks now. */
function speaker(state: State): string {
  return say(state.turn?.person.name ?? running(state)?.item.person?.name);
}

async function send(done: boolean): Promise<boolean> {
  clearTimeout(timer);
  timer = undefined;
  const text = field.value.trim();
  if (!line || (text === sent && !done)) return true;
  sent = text;
  return act("caption.say", { line, language, from, text, done });
}

field.addEventListener("input", () => {
  if (!line) {
    line = newOp();
    from = new Date(now()).toISOString();
    sent = "";
  }
  timer ??= setTimeout(() => void send(false), pace);
});

id("line-form").addEventListener("submit", (event) => {
  event.preventDefault();
  void end();
});

async function end(): Promise<void> {
  const text = field.value.trim();
  if (!line || (!text && !written(line))) return;
  const [name, begun] = [line, from];
  if (!(await send(true))) return; // it stays in the field
  keep(name, begun, text);
  reset();
}

function reset(): void {
  line = from = sent = field.value = "";
  field.focus();
}

function written(name: string): HTMLElement | undefined {
  return [...list.children].find((x) => (x as HTMLElement).dataset.line === name) as HTMLElement | undefined;
}

// The newest line stands on top.
function keep(name: string, begun: string, text: string): void {
  let element = written(name);
  if (!element) {
    element = row("caption-row");
    element.dataset.line = name;
    element.dataset.from = begun;
    part(element, "edit")?.addEventListener("click", () => correct(name));
    list.prepend(element);
    while (list.children.length > 50) list.lastElementChild?.remove();
  }
  putText(part(element, "text"), { [language]: text });
  part(element, "edit")?.setAttribute("aria-label", t("captions.correct.label", { title: text }));
  if (!text) element.remove();
  show(id("lines-empty"), list.children.length === 0);
}

function correct(name: string): void {
  const element = written(name);
  if (!element || (line && line !== name)) return; // what is being written is not thrown away
  line = name;
  from = element.dataset.from ?? "";
  field.value = sent = part(element, "text")?.textContent ?? "";
  field.focus();
  announce(t("captions.correcting"));
}

field.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "ArrowUp" && !field.value) {
    event.preventDefault();
    const last = (list.firstElementChild as HTMLElement | null)?.dataset.line;
    if (last) correct(last);
  } else if (event.key === "Escape" && line) {
    event.preventDefault();
    const known = written(line);
    field.value = known ? (part(known, "text")?.textContent ?? "") : "";
    void send(true).then(reset);
  } else if (event.altKey && event.key === "1") {
    event.preventDefault();
    insert(`${speaker(wire.state)}: `);
  } else if (event.altKey && event.key === "2") {
    event.preventDefault();
    insert(t("captions.applause"));
  }
});

function insert(words: string): void {
  field.setRangeText(words, field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
  field.dispatchEvent(new Event("input"));
  field.focus();
}

id("insert").addEventListener("click", () => insert(`${speaker(wire.state)}: `));
id("applause").addEventListener("click", () => insert(t("captions.applause")));
id("sound").addEventListener("click", () => stage.sound());

stage.start();
draw(wire.state);
wire.start();
field.focus();
