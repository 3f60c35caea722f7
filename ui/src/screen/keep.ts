// What every screen does that nobody touches: it keeps up with the seminar and comes back as it is built anew.

import { Captions } from "../lib/captions";
import { id } from "../lib/dom";
import type { Stage } from "../lib/stage";
import type { State } from "../lib/state";
import { Wire, type Mode } from "../lib/wire";
import { reload } from "./board";

/** The wire of a screen: it draws after every entry, and reloads for another programme or another build. */
export function keepUp(root: HTMLElement, mode: Mode, stage: () => Stage, draw: (state: State) => void): Wire {
  const captions = new Captions(id("captions"), () => stage().late);
  const wire = new Wire(root.dataset.base ?? "", () => mode, {
    entry: (entry, state) => {
      if (captions.hear(entry)) return;
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
  wire.captions = wanted();
  return wire;
}

/** A screen shows captions in its own language unless its address says otherwise: ?captions=off, ?captions=en. */
function wanted(): string {
  const asked = new URLSearchParams(location.search).get("captions") ?? document.documentElement.lang;
  return asked === "off" ? "" : asked;
}
