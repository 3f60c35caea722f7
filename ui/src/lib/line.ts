// A media connection that comes back by itself: after a failure, a restart of the
// server, a change of network. Watching and publishing differ only in what they add.

import { Backoff } from "./backoff";
import { leave, negotiate, Refused } from "./sdp";

/**
 * off: not wanted; connecting; up; retrying: was up or could not be; refused: the server
 * said no and asking again soon is useless; blocked: the server answers, but its media
 * port cannot be reached from here; unsupported: this browser has no WebRTC.
 */
export type Condition = "off" | "connecting" | "up" | "retrying" | "refused" | "blocked" | "unsupported";

// A lost path may heal by itself. A browser says that it is lost after five seconds of silence; to come anew takes a moment.
const healing = 1_000;
const slow = 30_000;
// A way that lets anything through has done so by now; a browser itself tries for much longer.
const reaching = 8_000;

export abstract class Line {
  condition: Condition = "off";
  protected connection: RTCPeerConnection | undefined;
  protected session = "";
  private wanted = false;
  private everUp = false;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private heal: ReturnType<typeof setTimeout> | undefined;
  private reach: ReturnType<typeof setTimeout> | undefined;
  private readonly backoff = new Backoff();
  private readonly again = () => this.restart();
  private readonly gone = () => this.hangUp();
  private readonly back = (e: PageTransitionEvent) => {
    if (e.persisted) this.restart();
  };

  constructor(
    protected readonly url: string,
    protected readonly token: string,
    private readonly changed: (condition: Condition) => void,
  ) {}

  /** Adds what the connection carries. */
  protected abstract prepare(connection: RTCPeerConnection): void;
  /** Takes away what the connection carried. */
  protected abstract clear(): void;
  protected ready?(connection: RTCPeerConnection): void;
  /** Knows where the session is. */
  protected seated?(connection: RTCPeerConnection, session: string): void;

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    if (typeof RTCPeerConnection === "undefined") return this.set("unsupported");
    addEventListener("online", this.again);
    addEventListener("pagehide", this.gone);
    addEventListener("pageshow", this.back);
    void this.connect();
  }

  /** Ends it. ended says that the server has ended it already, and need not be told. */
  stop(ended = false): void {
    if (!this.wanted) return;
    this.wanted = false;
    if (ended) this.session = "";
    removeEventListener("online", this.again);
    removeEventListener("pagehide", this.gone);
    removeEventListener("pageshow", this.back);
    this.hangUp();
    this.set("off");
  }

  /** Begins anew at once. */
  restart(): void {
    if (!this.wanted || this.condition === "unsupported") return;
    this.backoff.reset();
    this.hangUp(true);
    void this.connect();
  }

  /** What the browser measured, undefined while there is no connection. */
  async stats(): Promise<RTCStatsReport | undefined> {
    return this.connection?.connectionState === "connected" ? this.connection.getStats() : undefined;
  }

  private async connect(): Promise<void> {
    clearTimeout(this.retry);
    clearTimeout(this.reach);
    this.set(this.everUp || this.condition === "retrying" ? "retrying" : this.condition === "blocked" ? "blocked" : "connecting");
    const connection = new RTCPeerConnection({ bundlePolicy: "max-bundle", rtcpMuxPolicy: "require" });
    this.connection = connection;
    connection.onconnectionstatechange = () => this.connection === connection && this.watch(connection);
    try {
      this.prepare(connection);
      const session = await negotiate(connection, this.url, this.token);
      if (this.connection !== connection) return leave(session, this.token);
      this.session = session;
      this.seated?.(connection, session);
      if (connection.connectionState !== "connected") this.reach = setTimeout(() => this.failed(undefined), reaching);
    } catch (fault) {
      if (this.connection === connection) this.failed(fault);
    }
  }

  private watch(connection: RTCPeerConnection): void {
    clearTimeout(this.heal);
    switch (connection.connectionState) {
      case "connected":
        clearTimeout(this.reach);
        this.everUp = true;
        this.backoff.reset();
        this.set("up");
        this.ready?.(connection);
        break;
      case "disconnected":
        this.heal = setTimeout(() => this.failed(undefined), healing);
        break;
      case "failed":
      case "closed":
        this.failed(undefined);
    }
  }

  private failed(fault: unknown): void {
    const answered = this.session !== "";
    this.hangUp(true);
    if (!this.wanted) return;
    let wait = this.backoff.next();
    if (fault instanceof Refused && fault.status >= 400 && fault.status < 500 && fault.status !== 409 && fault.status !== 429) {
      wait = slow;
      this.set("refused");
    } else {
      // Whole seconds are told: a second of our own spreads those who were told the same.
      if (fault instanceof Refused && fault.wait) wait = Math.max(wait, fault.wait + Math.random() * Math.max(1_000, fault.wait / 4));
      this.set(answered && !this.everUp ? "blocked" : "retrying");
    }
    this.everUp = this.everUp && !answered;
    if (!this.wanted) return; // whoever heard of it has ended it
    this.retry = setTimeout(() => void this.connect(), wait);
  }

  private hangUp(again = false): void {
    clearTimeout(this.retry);
    clearTimeout(this.heal);
    clearTimeout(this.reach);
    const connection = this.connection;
    this.connection = undefined;
    if (connection) connection.onconnectionstatechange = null;
    // The connection is closed when the server knows why: one that closes without a word has been lost.
    void leave(this.session, this.token, again).then(() => connection?.close());
    this.session = "";
    this.clear();
  }

  private set(condition: Condition): void {
    if (this.condition === condition) return;
    this.condition = condition;
    this.changed(condition);
  }
}
