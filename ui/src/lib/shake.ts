// Telling by touch.

/** Shakes the device in this rhythm, in milliseconds; browsers allow it once the page has been touched. */
export function shake(rhythm: number[]): void {
  if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(rhythm);
}
