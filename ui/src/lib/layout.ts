// How the pictures of a hall are arranged: what is large, what stands beside it, what is in
// the strip of the wall (internal/floor/layout.go decides by the same rule).

import { all } from "./dom";
import { slots, wall, type Picture, type Slot, type State } from "./state";

export interface Arrangement {
  readonly large: readonly Slot[];
  readonly small: readonly Slot[];
  readonly strip: readonly Slot[];
}

/** The picture that screens show now. */
export function shows(state: State): Picture {
  if (state.turn && state.air.floor && !state.layout?.fixed) return "floor";
  return state.layout?.picture ?? (state.air.slides ? "slides" : "speaker");
}

/** Where each slot stands. What is not on air stands nowhere; with nothing on air the programme's place stays. */
export function arrange(state: State, picture: Picture = shows(state)): Arrangement {
  const on = (slot: Slot) => state.air[slot] !== undefined;
  const main = (["programme", "slides", "floor"] as const).filter(on);
  const halls = wall.filter(on);
  const wanted: Record<Picture, readonly Slot[]> = { slides: ["slides"], speaker: ["programme"], floor: ["floor"], side: ["programme", "slides"], wall: halls };
  let large = wanted[picture].filter(on);
  if (large.length === 0) large = main.length > 0 ? [main[0]!] : ["programme"];
  return { large, small: main.filter((slot) => !large.includes(slot)), strip: halls.filter((slot) => !large.includes(slot)) };
}

/** Writes the arrangement into the tiles of a stage: data-size on each, the counts on the stage. */
export function lay(stage: HTMLElement, state: State, picture: Picture = shows(state)): void {
  const { large, small, strip } = arrange(state, picture);
  stage.dataset.layout = picture;
  stage.dataset.large = String(large.length);
  stage.dataset.small = String(small.length);
  stage.dataset.strip = String(strip.length);
  for (const slot of slots) {
    const size = large.includes(slot) ? "large" : small.includes(slot) ? "small" : strip.includes(slot) ? "strip" : "";
    for (const tile of all(`[data-tile="${slot}"]`, stage)) tile.dataset.size = size;
  }
}
