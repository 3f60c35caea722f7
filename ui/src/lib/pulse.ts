// When something that waits is tried again: at the start, when the network is back, when
// the page is looked at, and by a timer. Background sync is not everywhere, so nothing
// relies on it.

const every = 10_000;

/** Calls the deed at each of these moments, never twice at once. */
export function pulse(deed: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const run = async () => {
    again = true;
    if (running) return;
    running = true;
    while (again) {
      again = false;
      await deed().catch(() => undefined);
    }
    running = false;
  };
  addEventListener("online", () => void run());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void run());
  setInterval(() => void run(), every);
  void run();
  return () => void run();
}
