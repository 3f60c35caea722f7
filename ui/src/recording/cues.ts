// The captions of a recording: WebVTT as our server writes it, shown at the player's own time.

import { id, kept, maybe, put, show } from "../lib/dom";

interface Cue {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const remembered = "aula.captions";
const timing = /^(\d+):(\d\d):(\d\d\.\d+) --> (\d+):(\d\d):(\d\d\.\d+)$/;

/** Reads the cues of a file: a block of lines each, of which the second is the time. */
export function parse(file: string): Cue[] {
  return file.split("\n\n").flatMap((block) => {
    const lines = block.trim().split("\n");
    const found = lines.map((l) => timing.exec(l)).find((x) => x !== null);
    if (!found) return [];
    const at = (i: number) => Number(found[i]) * 3600 + Number(found[i + 1]) * 60 + Number(found[i + 2]);
    const text = lines.slice(lines.indexOf(found[0]) + 1).join(" ");
    return [{ from: at(1), to: at(4), text: text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&") }];
  });
}

export class Cues {
  private cues: Cue[] = [];
  private readonly choice = maybe<HTMLSelectElement>("captions-language");

  constructor() {
    const choice = this.choice;
    if (!choice) return;
    choice.addEventListener("change", () => {
      kept.set(remembered, choice.value);
      void this.load();
    });
    choice.value = kept.get(remembered);
    if (choice.selectedIndex < 0) choice.value = "";
    void this.load();
  }

  /** Shows what is said at a time, in seconds. */
  show(at: number): void {
    if (!this.choice) return;
    const element = id("captions");
    const now = this.cues.filter((c) => c.from <= at && at < c.to).slice(-2);
    put(element, now.map((c) => c.text).join("\n"));
    show(element, now.length > 0);
  }

  private async load(): Promise<void> {
    const option = this.choice?.selectedOptions[0];
    this.cues = [];
    id("captions").lang = option?.value ?? "";
    if (!option?.dataset.src) return;
    const answer = await fetch(option.dataset.src).catch(() => undefined);
    if (answer?.ok) this.cues = parse(await answer.text());
  }
}
