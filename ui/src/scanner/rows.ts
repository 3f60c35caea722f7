// What the page remembers of its scans: the last ones, those that were not counted, and
// those about which the server thinks otherwise.

import { id, keyed, part, put, row, show } from "../lib/dom";
import { say, t } from "../lib/text";
import { hour, now } from "../lib/time";
import type { Decision, List } from "./door";
import type { Difference } from "./upload";
import { toneOf } from "./verdict";

const most = 8;

/** Adds a scan. number is 0 for one that could not be kept: it stays, so that it can be written down. */
export function addRow(list: List | undefined, decision: Decision, out: boolean, zone: string, number: number): void {
  const person = list?.people?.find((p) => p.id === decision.verdict.person);
  const fill = (element: HTMLElement, word: string) => {
    element.dataset.tone = toneOf(decision, number > 0);
    element.dataset.number = String(number);
    put(part(element, "time"), hour(now(), zone));
    put(part(element, "name"), person ? say(person.name) : t("scanner.unknown"));
    put(part(element, "word"), t(word));
    return element;
  };
  const way = out ? "scanner.word.out" : "scanner.word.in";
  if (number === 0) {
    id("unkept").append(fill(row("recent-row"), decision.verdict.welcome ? way : "scanner.word.no"));
    show(id("unkept-part"), true);
  }
  const word = number === 0 ? "scanner.word.unkept" : decision.verdict.welcome ? way : "scanner.word.no";
  id("recent").prepend(fill(row("recent-row"), word));
  while (id("recent").children.length > most) id("recent").lastElementChild?.remove();
  show(id("recent-head"), true);
}

const differences: Difference[] = [];

/** Shows where the server decided otherwise: the steward has to know. */
export function differ(difference: Difference, zone: string): void {
  differences.push(difference);
  show(id("differences-part"), true);
  keyed(
    id("differences"),
    differences,
    (d) => String(d.scan.sequence),
    () => row("difference-row"),
    (element, d) => {
      put(part(element, "time"), hour(d.scan.at, zone));
      put(part(element, "name"), d.person ? say(d.person.name) : t("scanner.unknown"));
      put(part(element, "text"), t(d.welcome ? "scanner.differs.yes" : "scanner.differs.no", { reason: d.text }));
    },
  );
}

/** Takes the names away that the page still shows. What was not counted stays: it is nowhere else. */
export function forgetRows(): void {
  differences.length = 0;
  for (const name of ["recent", "differences"]) id(name).replaceChildren();
  show(id("recent-head"), false);
  show(id("differences-part"), false);
}
