// What every screen does that nobody touches: it keeps up with the seminar and comes back as it is built anew.

import type { Stage } from "../lib/stage";
import type { State } from "../lib/state";
import { Wire, type Mode } from "../lib/wire";
import { reload } from "./board";

/** The wire of a screen: it draws after every entry, and reloads for another programme or another build. */
export function keepUp(root: HTMLElement, mode: Mode, stage: () => Stage, draw: (state: State) => void): Wire {
  return new Wire(root.dataset.base ?? "", () => mode, {
    entry: (entry, state) => {
      if (entry.kind === "programme.released") reload();
      draw(state);
    },
    link: (link) => {
      root.dataset.link = link;
      stage().setLink(link);
    },
    build: (build) => {
      if (root.dataset.build && build !== root.dataset.build) reload();
    },
  });
}
