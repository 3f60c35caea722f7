// The socket of the hall: entries in, commands out. It comes back by itself, asks for
// what it missed by number, and sends a command again with the same op, so that twice
// is once (docs/protocol.md, sections 2 and 3).

import { Backoff } from "./backoff";
import { newOp } from "./op";
import { apply, empty, type Entry, type State } from "./state";
import { t } from "./text";
import { setServerTime } from "./time";

export type Mode = "home" | "hall" | "screen" | "console" | "branch" | "device";
/** refused: the login has ended elsewhere. */
export type Link = "connecting" | "open" | "lost" | "refused";

export interface Reply {
  readonly ok: boolean;
  readonly error?: { readonly code: string; readonly text: string };
}

export interface Listener {
  /** After every entry, with the state that follows from it. */
  entry?(entry: Entry, state: State): void;
  link?(link: Link): void;
  /** The server's build, on every connection. */
  build?(build: string): void;
}

interface Command {
  readonly op: string;
  readonly message: string;
  readonly answer: (reply: Reply) => void;
}

// How long a command may wait for the connection. A floor that was given a minute ago
// must not be given again by a tablet that wakes up.
const patience = 20_000;
// WebSocket close code 1008 (RFC 6455 7.4.1): trying at once is of no use.
const signedOut = 1008;
const slow = 30_000;

export class Wire {
  state: State = empty;
  link: Link = "connecting";
  /** The language in which captions are wanted; "" for none. A change holds from the next connection on. */
  captions = "";
  private seq = 0;
  private socket: WebSocket | undefined;
  private readonly waiting = new Map<string, Command>();
  private readonly backoff = new Backoff();
  private retry: ReturnType<typeof setTimeout> | undefined;
  private beats: ReturnType<typeof setInterval> | undefined;
  private hiddenAt = 0;
  private stopped = false;

  /** base is the seminar's address: /s/KEY. */
  constructor(
    private readonly base: string,
    private readonly mode: () => Mode,
    private readonly listener: Listener,
    /** By which way picture and sound come to the page now, for its presence (webrtc, hls, or ""), and how many milliseconds late. */
    private readonly way: () => { readonly path: string; readonly late: number } = () => ({ path: "", late: 0 }),
  ) {}

  start(): void {
    addEventListener("online", () => this.again());
    addEventListener("offline", () => this.drop());
    addEventListener("pagehide", () => this.stop());
    addEventListener("pageshow", (e) => {
      if (e.persisted) this.resume();
    });
    document.addEventListener("visibilitychange", () => this.seen());
    this.open();
  }

  /** Sends a command; the promise is kept until the answer is there or patience is over. */
  send(deed: string, fields: Record<string, unknown> = {}): Promise<Reply> {
    const op = newOp();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.settle(op, { ok: false, error: { code: "unavailable", text: t("hall.undelivered") } }), patience);
      const answer = (reply: Reply) => {
        clearTimeout(timer);
        resolve(reply);
      };
      const command = { op, message: JSON.stringify({ do: deed, op, ...fields }), answer };
      this.waiting.set(op, command);
      this.transmit(command);
    });
  }

  /** Says something that needs no answer, if there is a connection; it is never said later. */
  tell(deed: string, fields: Record<string, unknown> = {}): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ do: deed, ...fields }));
  }

  /** Connects anew, for a mode that has changed. */
  again(): void {
    if (this.stopped) return;
    this.drop();
    this.backoff.reset();
    this.open();
  }

  /** Connects anew and asks for the whole state, own votes included. */
  anew(): void {
    this.seq = 0;
    this.again();
  }

  private open(): void {
    clearTimeout(this.retry);
    if (this.stopped || this.socket) return;
    this.set("connecting");
    const url = new URL(`${this.base}/hall/socket`, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    if (this.seq > 0) url.searchParams.set("since", String(this.seq));
    url.searchParams.set("mode", this.mode());
    if (this.captions) url.searchParams.set("captions", this.captions);
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onopen = () => this.opened();
    socket.onmessage = (e) => this.heard(String(e.data));
    socket.onclose = (e) => {
      if (this.socket === socket) this.closed(e.code === signedOut);
    };
  }

  private opened(): void {
    this.set("open");
    for (const command of this.waiting.values()) this.transmit(command);
    this.beat();
  }

  private closed(refused: boolean): void {
    this.drop();
    if (!refused) return;
    this.set("refused");
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), slow);
  }

  private drop(): void {
    clearInterval(this.beats);
    clearTimeout(this.retry);
    const socket = this.socket;
    this.socket = undefined;
    if (socket) {
      socket.onclose = socket.onmessage = null;
      socket.close();
    }
    this.set("lost");
    if (!this.stopped) this.retry = setTimeout(() => this.open(), this.backoff.next());
  }

  private stop(): void {
    this.stopped = true;
    this.drop();
  }

  private resume(): void {
    this.stopped = false;
    this.again();
  }

  // A phone that slept has a socket that only looks open.
  private seen(): void {
    if (document.visibilityState === "hidden") this.hiddenAt = Date.now();
    else if (this.hiddenAt && Date.now() - this.hiddenAt > 30_000) this.again();
  }

  private heard(data: string): void {
    this.backoff.reset();
    const message = JSON.parse(data) as Entry & { reply?: string } & Reply;
    if (message.reply !== undefined) return this.settle(message.reply, message);
    if (message.kind === "build") return this.listener.build?.((message.body as { build: string }).build);
    const repeated = message.kind !== "state" && message.seq > 0 && message.seq <= this.seq;
    if (repeated) return;
    if (message.seq > 0) this.seq = message.seq;
    if (message.kind === "state") setServerTime(message.at);
    const beat = this.state.heartbeat_ms;
    this.state = apply(this.state, message);
    if (this.state.heartbeat_ms !== beat) this.beat();
    this.listener.entry?.(message, this.state);
  }

  private beat(): void {
    clearInterval(this.beats);
    const send = () => this.socket?.readyState === WebSocket.OPEN && this.socket.send(JSON.stringify({ do: "beat", ...this.way() }));
    send();
    this.beats = setInterval(send, this.state.heartbeat_ms ?? 15_000);
  }

  private transmit(command: Command): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(command.message);
  }

  private settle(op: string, reply: Reply): void {
    this.waiting.get(op)?.answer(reply);
    this.waiting.delete(op);
  }

  private set(link: Link): void {
    if (this.link === link) return;
    this.link = link;
    this.listener.link?.(link);
  }
}

/** Keeps what the page was served with: the server's time. */
export function pageTime(main: HTMLElement): void {
  const sent = performance.timeOrigin + ((performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined)?.responseStart ?? 0);
  setServerTime(main.dataset.now, sent);
}
