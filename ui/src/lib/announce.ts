// What a screen reader is told without being asked.

const regions: Partial<Record<"polite" | "assertive", HTMLElement>> = {};

function region(kind: "polite" | "assertive"): HTMLElement {
  const known = regions[kind];
  if (known?.isConnected) return known;
  const element = document.createElement("div");
  element.className = "spoken";
  element.setAttribute("aria-live", kind);
  element.setAttribute("role", kind === "assertive" ? "alert" : "status");
  document.body.append(element);
  return (regions[kind] = element);
}

/** Says a sentence; "assertive" interrupts and is for the floor alone. */
export function announce(sentence: string, kind: "polite" | "assertive" = "polite"): void {
  const element = region(kind);
  // Emptied first, so that the same sentence is spoken a second time.
  element.textContent = "";
  setTimeout(() => (element.textContent = sentence), 50);
}
