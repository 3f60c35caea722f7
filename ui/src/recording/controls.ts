// The buttons and keys of the player.

import { all, id, maybe, put, show } from "../lib/dom";
import { keys } from "../lib/keys";
import { t } from "../lib/text";
import { clock } from "../lib/time";
import type { Player } from "./player";

const jump = 10;

export class Controls {
  private readonly seek = id<HTMLInputElement>("seek");
  private readonly speed = id<HTMLSelectElement>("speed");
  private dragging = false;
  private shown = -1;

  constructor(
    private readonly root: HTMLElement,
    private readonly player: Player,
  ) {
    player.changed = () => this.draw();
    this.wire();
    const begin = Number(/[#&]t=([\d.]+)/.exec(location.hash)?.[1] ?? 0);
    player.seek(begin);
  }

  private wire(): void {
    const { player } = this;
    id<HTMLButtonElement>("play").disabled = false;
    id("play").addEventListener("click", () => this.toggle());
    id("back").addEventListener("click", () => player.seek(player.position - jump));
    id("ahead").addEventListener("click", () => player.seek(player.position + jump));
    this.seek.addEventListener("input", () => {
      this.dragging = true;
      this.write(Number(this.seek.value));
    });
    this.seek.addEventListener("change", () => {
      this.dragging = false;
      player.seek(Number(this.seek.value));
    });
    this.speed.addEventListener("change", () => (player.rate = Number(this.speed.value)));
    id<HTMLInputElement>("volume").addEventListener("input", (event) => (player.volume = Number((event.target as HTMLInputElement).value)));
    id("mute").addEventListener("click", () => this.mute());
    id("full").addEventListener("click", () => this.full());
    const slides = player.lanes.some((lane) => lane.name === "slides" && !lane.empty);
    show(id("swap"), slides);
    id("swap").addEventListener("click", () => this.swap());
    for (const button of all("[data-at]", this.root)) button.addEventListener("click", () => player.seek(Number(button.dataset.at)));
    keys({
      k: () => this.toggle(),
      j: () => player.seek(player.position - jump),
      l: () => player.seek(player.position + jump),
      p: () => this.slide(-1),
      n: () => this.slide(1),
      "[": () => this.faster(-1),
      "]": () => this.faster(1),
      m: () => this.mute(),
      f: () => this.full(),
    });
  }

  private toggle(): void {
    if (this.player.playing) this.player.pause();
    else this.player.play();
  }

  private mute(): void {
    const button = id("mute");
    const off = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(off));
    this.player.muted = off;
  }

  private swap(): void {
    const button = id("swap");
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    id("screen").toggleAttribute("data-swapped", on);
  }

  private full(): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void this.root.requestFullscreen?.().catch(() => undefined);
  }

  private faster(by: number): void {
    const at = Math.min(Math.max(this.speed.selectedIndex + by, 0), this.speed.options.length - 1);
    this.speed.selectedIndex = at;
    this.player.rate = Number(this.speed.value);
  }

  /** Goes to the slide before or after the one that is shown. */
  private slide(by: number): void {
    const times = all("#slides [data-at]").map((b) => Number(b.dataset.at));
    const now = times.findLastIndex((at) => at <= this.player.position + 0.5);
    const to = times[now + by];
    if (to !== undefined) this.player.seek(to);
  }

  private draw(): void {
    put(id("play"), t(this.player.playing ? "page.recording.pause" : "page.recording.play"));
    id("play").dataset.playing = String(this.player.playing);
    if (!this.dragging) {
      this.seek.value = String(this.player.position);
      this.write(this.player.position);
    }
    this.mark("#chapters");
    this.mark("#slides");
  }

  private write(at: number): void {
    const second = Math.floor(at);
    if (second === this.shown) return;
    this.shown = second;
    const [now, whole] = [clock(second * 1000), clock(this.player.seconds * 1000)];
    put(id("time"), `${now} / ${whole}`);
    this.seek.setAttribute("aria-valuetext", t("page.recording.at", { time: now, of: whole }));
  }

  /** Says which entry of a list is shown. */
  private mark(list: string): void {
    if (!maybe(list.slice(1))) return;
    const buttons = all(`${list} [data-at]`);
    const now = buttons.findLast((b) => Number(b.dataset.at) <= this.player.position + 0.05);
    for (const button of buttons) {
      if (button === now) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }
}
