// The agenda of the day: starting a session, its items in turn, closing it.

import type { Act } from "../lib/act";
import { markProgramme } from "../lib/agenda";
import { all, id, maybe, put, show } from "../lib/dom";
import { following, type State } from "../lib/state";
import { say, t } from "../lib/text";
import { now } from "../lib/time";

export class Agenda {
  private state: State | undefined;
  private readonly dialog = id<HTMLDialogElement>("close-dialog");

  constructor(private readonly act: Act) {
    for (const button of all<HTMLButtonElement>("[data-start]")) {
      button.addEventListener("click", () => void this.act("session.start", { session: button.dataset.start }));
    }
    for (const button of all<HTMLButtonElement>("[data-item-start]")) {
      button.addEventListener("click", () => void this.act("item.start", { item: button.dataset.itemStart }));
    }
    id("next-item").addEventListener("click", () => this.next());
    id("close-session").addEventListener("click", () => this.ask());
    id("close-no").addEventListener("click", () => this.dialog.close());
    id("close-yes").addEventListener("click", () => {
      this.dialog.close();
      void this.act("session.close");
    });
  }

  show(state: State): void {
    this.state = state;
    const session = state.session?.id;
    markProgramme(maybe("agenda"), now(), session ?? "none");
    for (const button of all("[data-start]")) show(button, button.dataset.start !== session);
    for (const item of all("[data-item]")) {
      const runs = item.dataset.item === state.item?.id;
      if (runs) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
      const mine = item.closest<HTMLElement>("[data-session]")?.dataset.session === session;
      for (const button of all("[data-item-start]", item)) show(button, mine && !runs);
    }
    const next = following(state);
    show(id("next-item"), next !== undefined);
    put(maybe("next-title"), next ? say(next.title) : "");
    show(id("close-session"), session !== undefined);
    if (!session) this.dialog.close();
  }

  /** Starts the item after the running one. */
  next(): void {
    const next = this.state && following(this.state);
    if (next) void this.act("item.start", { item: next.id });
  }

  // Closing takes every hand down: it is asked for twice when hands are up.
  private ask(): void {
    const hands = this.state?.hands.length ?? 0;
    if (hands === 0 && !this.state?.turn) return void this.act("session.close");
    put(id("close-words"), t("console.close.words", { n: hands }));
    this.dialog.showModal();
  }
}
