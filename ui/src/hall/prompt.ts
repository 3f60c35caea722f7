// The question whether somebody who attends alone is there. It comes over the socket and not with the
// picture, so that who sees the hall some seconds later has as much time as others.

import { announce } from "../lib/announce";
import { chime } from "../lib/chime";
import { id, maybe, put, show, writing } from "../lib/dom";
import type { Entry } from "../lib/state";
import { t } from "../lib/text";
import { clock, now } from "../lib/time";
import { complain } from "../lib/toast";
import type { Wire } from "../lib/wire";

export class OwnPrompt {
  private shown = "";
  private title = "";
  private busy = false;
  private readonly home = id("prompt").parentElement;
  private before: Element | null = null;

  constructor(private readonly wire: Wire) {
    id("prompt-here").addEventListener("click", () => void this.answer());
  }

  /** After every entry. */
  show(entry?: Entry): void {
    const prompt = this.wire.state.me?.prompt;
    if ((prompt?.prompt ?? "") !== this.shown) {
      if (prompt) this.open(prompt.prompt);
      else this.close(entry?.kind);
    }
    this.tick();
  }

  tick(): void {
    const prompt = this.wire.state.me?.prompt;
    if (prompt) put(maybe("prompt-left"), t("hall.prompt.left", { time: clock(Math.max(0, Date.parse(prompt.until) - now())) }));
  }

  /** Says that the person is there, if they are asked. */
  async answer(): Promise<void> {
    if (!this.shown || this.busy) return;
    this.busy = true;
    const reply = await this.wire.send("prompt.answer", { prompt: this.shown });
    this.busy = false;
    if (!reply.ok) complain(reply.error?.text ?? "");
  }

  private open(prompt: string): void {
    if (!this.shown) this.title = document.title;
    this.shown = prompt;
    document.title = `● ${t("hall.prompt")}`;
    // What lies behind an open dialog cannot be reached: the question goes into it.
    (document.querySelector("dialog[open]") ?? this.home)?.prepend(id("prompt"));
    show(id("prompt"), true);
    chime();
    this.before = document.activeElement;
    // Whoever writes keeps the cursor; the question is told to them all the same.
    if (!writing(document.activeElement)) id("prompt-here").focus();
    announce(t("hall.prompt"), "assertive");
  }

  private close(kind: string | undefined): void {
    const focused = id("prompt").contains(document.activeElement);
    this.shown = "";
    document.title = this.title;
    show(id("prompt"), false);
    if (focused && this.before instanceof HTMLElement) this.before.focus();
    if (kind === "prompt.answered") announce(t("hall.prompt.thanks"));
    if (kind === "prompt.missed") complain(t("hall.prompt.missed"));
    if (kind === "prompt.voided") announce(t("hall.prompt.voided"));
  }
}
