// A group's page: its small hall. What is written on it follows by itself (lib/follow.ts).

import "./app";
import { awake } from "./lib/awake";
import { Circle } from "./lib/circle";
import { capture, denied, stopStream } from "./lib/devices";
import { all, id, maybe, one, part, put, show } from "./lib/dom";
import { submit, swap } from "./lib/follow";
import type { Condition } from "./lib/line";
import { say, t } from "./lib/text";
import { complain } from "./lib/toast";
import { Publish } from "./lib/whip";
import { pageTime, Wire, type Mode } from "./lib/wire";

interface Seat {
  readonly slot: string;
  readonly person: string;
  readonly name: Readonly<Record<string, string>>;
}

const root = maybe("circle");
if (root) open(root);

function open(root: HTMLElement): void {
  const base = root.dataset.base ?? "";
  const address = root.dataset.address ?? "";
  const me = root.dataset.me ?? "";
  pageTime(root);

  let stream: MediaStream | undefined;
  let publishing: Publish | undefined;
  let taken: readonly Seat[] = [];

  // Who is on this page in a session attends it: from home by its beats, as on the page of the hall.
  const wire = new Wire(base, () => (root.dataset.mode ?? "hall") as Mode, {
    entry: (entry) => {
      if (entry.kind === "group.news" || entry.kind === "state") void look();
    },
  }, () => ({ path: circle.condition === "up" ? "webrtc" : "", late: 0 }));

  const circle = new Circle(address, attach, (condition) => tell(condition));

  function seat(slot: string): HTMLElement | undefined {
    return one(`[data-seat="${slot}"]`, root);
  }

  function attach(kind: "video" | "audio", slot: string, media: MediaStream | null): void {
    const element = one<HTMLMediaElement>(kind, seat(slot));
    if (!element) return;
    element.srcObject = media;
    if (media) element.play().catch(() => undefined);
    draw();
  }

  async function look(): Promise<void> {
    const response = await fetch(`${address}/seats`).catch(() => undefined);
    if (!response?.ok) return;
    taken = (await response.json()) as Seat[];
    draw();
  }

  function draw(): void {
    for (const element of all("[data-seat]", root)) {
      const who = taken.find((x) => x.slot === element.dataset.seat);
      const own = who?.person === me;
      show(element, who !== undefined && circle.condition !== "off");
      put(part(element, "name"), who ? (own ? t("group.seat.own", { name: say(who.name) }) : say(who.name)) : "");
      const sound = one<HTMLAudioElement>("audio", element);
      if (sound) sound.muted = own; // nobody hears themselves
    }
  }

  function tell(condition: Condition): void {
    const element = id("circle-state");
    element.dataset.level = condition === "up" ? "good" : condition === "refused" || condition === "blocked" || condition === "unsupported" ? "bad" : "wait";
    show(element, condition !== "off");
    put(element, condition === "off" ? "" : t(`group.state.${condition}`));
    draw();
  }

  async function join(camera: boolean): Promise<void> {
    show(id("circle-fault"), false);
    try {
      stream = await capture({ camera: camera ? "" : false, microphone: "", processing: true, small: true });
    } catch (reason) {
      put(id("circle-fault"), t(`publish.${denied(reason)}`));
      return show(id("circle-fault"), true);
    }
    publishing = new Publish(address, "seat", stream, () => void look());
    publishing.start();
    circle.start();
    awake(true);
    buttons(true);
    hush(false);
    id("circle-mute").focus();
  }

  function leave(): void {
    publishing?.stop();
    publishing = undefined;
    circle.stop();
    stopStream(stream);
    stream = undefined;
    awake(false);
    buttons(false);
    id("circle-join").focus();
  }

  // What is written goes off without leaving the page: whoever writes stays on their seat.
  async function write(e: SubmitEvent): Promise<void> {
    const form = e.target;
    const parts = ["points", "point-new", "point-hand", "members"];
    if (!(form instanceof HTMLFormElement) || !parts.some((name) => maybe(name)?.contains(form))) return;
    e.preventDefault();
    const answer = await submit(form, e.submitter);
    if (!answer) return complain(t("hall.undelivered"));
    const fresh = maybe("point-new")?.contains(form) ?? false;
    for (const name of parts) {
      const part = maybe(name);
      if (part) swap(part, answer.page, part.contains(form));
    }
    const fault = answer.page.getElementById("fault")?.textContent;
    if (fault) complain(fault);
    if (fresh) maybe("new")?.focus();
  }

  function buttons(inside: boolean): void {
    for (const name of ["circle-join", "circle-voice"]) show(id(name), !inside);
    for (const name of ["circle-mute", "circle-leave"]) show(id(name), inside);
  }

  function hush(silent: boolean): void {
    for (const track of stream?.getAudioTracks() ?? []) track.enabled = !silent;
    id("circle-mute").setAttribute("aria-pressed", String(silent));
    put(id("circle-mute-words"), t(silent ? "group.unmute" : "group.mute"));
  }

  id("circle-join").addEventListener("click", () => void join(true));
  id("circle-voice").addEventListener("click", () => void join(false));
  id("circle-leave").addEventListener("click", leave);
  id("circle-mute").addEventListener("click", () => hush(id("circle-mute").getAttribute("aria-pressed") !== "true"));
  document.addEventListener("submit", (e) => void write(e));
  setInterval(async () => {
    if (circle.condition !== "up") return;
    const loud = await circle.speaking();
    for (const element of all("[data-seat]", root)) element.toggleAttribute("data-speaks", loud.has(element.dataset.seat ?? ""));
  }, 500);
  wire.start();
  void look();
}
