// What a screen on a wall writes around its pictures: the session, who has the floor, the
// clock of the break, and the line when something is wrong for longer than a moment.

import { markProgramme, writeAgenda, writeClock } from "../lib/agenda";
import type { Finding } from "../lib/diagnose";
import { all, id, maybe, part, put, putText, show } from "../lib/dom";
import { lay } from "../lib/layout";
import { writeLine } from "../lib/stage";
import { placeName, type State } from "../lib/state";
import { say, t } from "../lib/text";
import { hour, now } from "../lib/time";
import { writeTurnClock } from "../lib/turn";
import { drawIdeas } from "./ideas";
import { drawPoll } from "./poll";
import { drawQuestion } from "./question";
import { drawReport } from "./report";

// A short fault heals before anybody in the hall has to read of it.
const bearable = 5_000;

export class Board {
  private troubled = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly zone: string,
  ) {}

  /** shown is what of the state stands in the pictures. */
  draw(state: State, shown: State = state): void {
    const live = state.session !== undefined || Object.keys(state.air).length > 0;
    this.root.dataset.view = live ? "live" : "break";
    writeAgenda(state, this.zone, this.root.querySelector(".screen-host")?.textContent ?? "");
    this.turn(state);
    drawPoll(state);
    drawQuestion(state);
    drawReport(state);
    drawIdeas(state);
    lay(id("stage"), shown);
    this.tick(state);
  }

  tick(state: State): void {
    writeClock(state);
    writeTurnClock(state);
    put(maybe("break-time"), hour(now(), this.zone));
    markProgramme(maybe("programme"), now(), state.session?.id);
    this.pause();
  }

  line(finding: Finding): void {
    const quiet = finding.level === "good";
    this.troubled = quiet ? 0 : this.troubled || Date.now();
    writeLine(id("line"), finding, quiet ? "" : t(`hall.line.${finding.code}`, { n: finding.lost }));
    show(id("line"), !quiet && Date.now() - this.troubled > bearable);
  }

  private turn(state: State): void {
    const turn = state.turn;
    show(maybe("turn"), turn !== undefined);
    if (!turn) return;
    putText(maybe("turn-name"), turn.person.name);
    put(maybe("turn-from"), [say(turn.person.organisation), say(turn.person.post)].filter(Boolean).join(" · "));
    put(maybe("turn-place"), say(placeName(state, turn.place)));
  }

  // In a break: what comes next. A session whose hour has come and that has not been
  // started is about to begin.
  private pause(): void {
    const rows = all("#programme > li:not(.cancelled)");
    const due = rows.find((x) => x.hasAttribute("aria-current") && x.dataset.kind !== "break");
    const next = due ?? rows.find((x) => Date.parse(x.dataset.starts ?? "") > now());
    const time = hour(next?.dataset.starts ?? 0, this.zone);
    show(maybe("break-next"), next !== undefined);
    put(maybe("break-next"), due ? t("screen.soon") : t("screen.next", { time }));
    put(maybe("break-title"), (next && part(next, "title")?.textContent) ?? (maybe("programme") ? t("screen.over") : ""));
  }
}

/** Loads the page anew. Spread, so that the screens of all halls do not ask in the same instant. */
export function reload(): void {
  setTimeout(() => location.reload(), 500 + Math.random() * 2_000);
}
