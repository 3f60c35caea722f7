// Single keys, which a person can switch off (WCAG 2.2, 2.1.4).

import { kept, maybe, typing } from "./dom";

const name = "aula.keys";

/** Calls the deed of a key, unless somebody is writing, a dialog is open or keys are off (#keys). */
export function keys(deeds: Readonly<Record<string, () => void>>): void {
  const box = maybe<HTMLInputElement>("keys");
  if (box) {
    box.checked = kept.get(name) !== "off";
    box.addEventListener("change", () => kept.set(name, box.checked ? "on" : "off"));
  }
  addEventListener("keydown", (event) => {
    if (event.repeat || typing(event) || box?.checked === false || document.querySelector("dialog[open]")) return;
    const deed = deeds[event.key.toLowerCase()];
    if (!deed) return;
    event.preventDefault();
    deed();
  });
}
