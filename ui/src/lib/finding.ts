// The line of a page: what was found out about its connection.

import type { Finding } from "./diagnose";
import { one, show } from "./dom";

/** Writes a finding into the line of the page. */
export function writeLine(element: HTMLElement, finding: Finding, sentence: string): void {
  element.dataset.level = finding.level;
  element.dataset.code = finding.code;
  const words = one("[data-part=words]", element) ?? element;
  if (words.textContent !== sentence) words.textContent = sentence;
  show(element, true);
}
