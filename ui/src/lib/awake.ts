// Keeps the display lit while somebody watches.

let lock: WakeLockSentinel | undefined;
let wanted = false;

/** Asks for the display to stay lit, or lets it go dark. */
export function awake(on: boolean): void {
  wanted = on;
  void renew();
}

async function renew(): Promise<void> {
  if (!wanted) {
    await lock?.release();
    lock = undefined;
    return;
  }
  if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
  try {
    lock = await navigator.wakeLock.request("screen");
  } catch {
    // a low battery may refuse: then it goes dark
  }
}

document.addEventListener("visibilitychange", () => {
  if (wanted) void renew();
});
