// The sources as tiles: how each is, where it is on air, and what to do with it.

import { all, id, keyed, maybe, one, part, put, row, show } from "../lib/dom";
import { placeName, slots, type Slot, type State } from "../lib/state";
import { say, t } from "../lib/text";
import { hour } from "../lib/time";
import type { Judgement, Source } from "./health";
import type { Preview } from "./preview";

type Act = (deed: string, fields: Record<string, unknown>) => Promise<void>;

export class Sources {
  private list: readonly Source[] = [];
  private judged = new Map<string, Judgement>();
  private chosen = "";
  private condemned: Source | undefined;
  private readonly dialog = id<HTMLDialogElement>("kill-dialog");

  constructor(
    private readonly act: Act,
    private readonly preview: Preview,
    private readonly state: () => State,
    private readonly zone: string,
  ) {
    id("kill-yes").addEventListener("click", () => this.condemn());
    id("kill-no").addEventListener("click", () => this.dialog.close());
    id("sources").addEventListener("focusin", (event) => this.choose((event.target as HTMLElement).closest<HTMLElement>("[data-key]")?.dataset.key ?? ""));
  }

  show(list: readonly Source[], judged: Map<string, Judgement>): void {
    this.list = list;
    this.judged = judged;
    this.preview.keep(list);
    this.draw();
  }

  draw(): void {
    keyed(id("sources"), this.list, (s) => s.id, (s) => this.make(s.id), (element, s) => this.fill(element, s));
    show(maybe("sources-empty"), this.list.length === 0);
  }

  has(publisher: string): boolean {
    return this.list.some((s) => s.id === publisher);
  }

  /** What people call a source: a branch hall by its name. */
  name(source: Source): string {
    return say(placeName(this.state(), source.place)) || source.label;
  }

  // Keys act on the chosen source, else on the first.
  private current(): Source | undefined {
    return this.list.find((s) => s.id === this.chosen) ?? this.list[0];
  }

  private choose(key: string): void {
    this.chosen = key;
    for (const element of all("#sources > [data-key]")) element.toggleAttribute("data-chosen", element.dataset.key === key);
  }

  move(step: number): void {
    const at = this.list.findIndex((s) => s.id === this.chosen);
    const next = this.list[Math.min(this.list.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
    if (next) one("[data-part=preview]", this.element(next.id))?.focus();
  }

  putChosen(slot: Slot): void {
    const source = this.current();
    if (source && !this.airs(source).includes(slot)) void this.act("air.put", { slot, publisher: source.id });
  }

  previewChosen(): void {
    const source = this.current();
    if (source) this.preview.toggle(source.id, this.name(source));
  }

  takeChosen(): void {
    const source = this.current();
    if (source) void this.take(source);
  }

  killChosen(): void {
    const source = this.current();
    if (source) this.ask(source);
  }

  private airs(source: Source): Slot[] {
    const air = this.state().air;
    return slots.filter((slot) => air[slot]?.publisher === source.id);
  }

  private async take(source: Source): Promise<void> {
    for (const slot of this.airs(source)) await this.act("air.take", { slot });
  }

  private ask(source: Source): void {
    this.condemned = source;
    put(maybe("kill-words"), t("desk.kill.words", { name: this.name(source) }));
    this.dialog.showModal();
  }

  private condemn(): void {
    this.dialog.close();
    if (this.condemned) void this.act("source.bar", { publisher: this.condemned.id });
  }

  private element(key: string): HTMLElement {
    return all("#sources > [data-key]").find((x) => x.dataset.key === key) ?? id("sources");
  }

  private make(key: string): HTMLElement {
    const element = row("source-row");
    const source = () => this.list.find((s) => s.id === key);
    const on = (button: HTMLElement | undefined, deed: (s: Source) => void) =>
      button?.addEventListener("click", () => {
        const s = source();
        if (s) deed(s);
      });
    for (const button of all("[data-put]", element)) on(button, (s) => void this.act("air.put", { slot: button.dataset.put, publisher: s.id }));
    on(part(element, "preview"), (s) => this.preview.toggle(s.id, this.name(s)));
    on(part(element, "take"), (s) => void this.take(s));
    on(part(element, "kill"), (s) => this.ask(s));
    return element;
  }

  private fill(element: HTMLElement, source: Source): void {
    const name = this.name(source);
    const airs = this.airs(source);
    const title = (slot: Slot) => t(`hall.slot.${slot}`);
    put(part(element, "label"), name);
    put(part(element, "where"), airs.length > 0 ? t("desk.on_air", { title: airs.map(title).join(", ") }) : t("desk.standby"));
    element.toggleAttribute("data-on-air", airs.length > 0);
    element.toggleAttribute("data-chosen", source.id === this.chosen);
    this.health(element, source);
    one(".source-put", element)?.setAttribute("aria-label", `${t("desk.put.label", { name, title: "" })}`.replace(/[,，]\s*$/, ""));
    for (const button of all<HTMLButtonElement>("[data-put]", element)) {
      const slot = button.dataset.put as Slot;
      button.setAttribute("aria-pressed", String(airs.includes(slot)));
      button.setAttribute("aria-disabled", String(airs.includes(slot)));
      button.setAttribute("aria-label", t("desk.put.label", { name, title: title(slot) }));
    }
    const preview = part(element, "preview");
    preview?.setAttribute("aria-pressed", String(this.preview.source === source.id));
    preview?.setAttribute("aria-label", t("desk.preview.label", { name }));
    show(part(element, "take"), airs.length > 0);
    part(element, "take")?.setAttribute("aria-label", t("desk.take.label", { title: name }));
    part(element, "kill")?.setAttribute("aria-label", t("desk.kill.label", { name }));
  }

  private health(element: HTMLElement, source: Source): void {
    const j = this.judged.get(source.id);
    const side = part(element, "side");
    if (j && side) {
      put(side, t(`desk.side.${j.side}`, { n: j.n, codec: source.codec }));
      side.dataset.level = j.level;
      side.dataset.side = j.side;
    }
    const figures = { kbps: source.kbps, n: (j?.loss ?? 0).toFixed(1), codec: source.codec || t("desk.unknown") };
    const age = source.keyframe_age_ms;
    // Only those with a direct picture see what no stream can carry.
    const note = source.tracks.some((track) => track.codec === "VP8") ? ` ${t("desk.unstreamed", { codec: "VP8" })}` : "";
    put(part(element, "figures"), (age < 0 ? t("desk.figures.sound", figures) : t("desk.figures", { ...figures, time: t("desk.seconds", { n: (age / 1000).toFixed(1) }) })) + note);
    const layers = source.tracks.filter((track) => track.layer).map((track) => track.kbps);
    put(part(element, "layers"), layers.length > 1 ? t("desk.layers", { size: layers.join(" + ") }) : "");
    put(part(element, "since"), hour(source.since, this.zone));
  }
}
