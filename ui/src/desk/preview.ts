// Looking at a source before it goes on air: a connection of its own whose first picture
// stands for that source (docs/protocol.md, section 5).

import { id, maybe, put, show } from "../lib/dom";
import { Line, type Condition } from "../lib/line";
import { t } from "../lib/text";

class Look extends Line {
  constructor(
    url: string,
    private readonly video: HTMLVideoElement,
    changed: (condition: Condition) => void,
  ) {
    super(url, "", changed);
  }

  protected prepare(connection: RTCPeerConnection): void {
    const receive = (kind: "video" | "audio") => connection.addTransceiver(kind, { direction: "recvonly" }).receiver.track;
    this.video.srcObject = new MediaStream([receive("video"), receive("audio")]);
    this.video.play().catch(() => undefined);
  }

  protected clear(): void {
    this.video.srcObject = null;
  }
}

export class Preview {
  /** The publisher that is looked at; "" for none. */
  source = "";
  private look: Look | undefined;
  private readonly video = id<HTMLVideoElement>("preview");

  constructor(
    private readonly base: string,
    private readonly changed: () => void,
  ) {
    id("preview-stop").addEventListener("click", () => this.stop());
    id("preview-sound").addEventListener("click", () => this.setMuted(!this.video.muted));
    this.video.addEventListener("resize", () => this.video.videoWidth > 0 && put(maybe("preview-words"), ""));
  }

  toggle(source: string, name: string): void {
    if (source === this.source) return this.stop();
    this.end();
    this.source = source;
    put(maybe("preview-name"), name);
    show(maybe("preview-buttons"), true);
    this.look = new Look(`${this.base}/hall/watch?source=${encodeURIComponent(source)}`, this.video, (c) => this.tell(c));
    this.look.start();
    this.changed();
  }

  stop(): void {
    this.end();
    this.source = "";
    put(maybe("preview-name"), "");
    put(maybe("preview-words"), t("desk.preview.nothing"));
    show(maybe("preview-buttons"), false);
    this.changed();
  }

  /** Ends the preview of a source that has gone. */
  keep(sources: readonly { readonly id: string }[]): void {
    if (this.source && !sources.some((s) => s.id === this.source)) this.stop();
  }

  // The operator hears the hall already: a preview sounds only when asked to.
  private setMuted(muted: boolean): void {
    this.video.muted = muted;
    id("preview-sound").setAttribute("aria-pressed", String(!muted));
  }

  private end(): void {
    this.setMuted(true);
    this.look?.stop();
    this.look = undefined;
  }

  private tell(condition: Condition): void {
    if (condition === "connecting") put(maybe("preview-words"), t("desk.preview.connecting"));
    else if (condition !== "up" && condition !== "off") put(maybe("preview-words"), t("desk.preview.failed"));
  }
}
