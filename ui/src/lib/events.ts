// Server-sent events for pages that only watch (docs/protocol.md, section 2).

import { Backoff } from "./backoff";
import type { Entry } from "./state";

/** Listens to the seminar's entries until the page goes. */
export function listen(base: string, heard: (entry: Entry) => void): void {
  const backoff = new Backoff();
  let since = "";
  let source: EventSource | undefined;
  const open = () => {
    source?.close();
    source = new EventSource(`${base}/events${since ? `?since=${since}` : ""}`);
    source.onmessage = (e) => {
      backoff.reset();
      if (e.lastEventId) since = e.lastEventId;
      heard(JSON.parse(String(e.data)) as Entry);
    };
    source.onerror = () => {
      // The browser comes back by itself from a lost line, and not from an error status.
      if (source?.readyState === EventSource.CLOSED) setTimeout(open, backoff.next());
    };
  };
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (e) => {
    if (e.persisted) open();
  });
  open();
}
