// Names for deeds, so that twice is once.

/** A name for a deed that nobody else gives: 128 random bits. */
export function newOp(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}
