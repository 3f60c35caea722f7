// Finding somebody by name, for whoever has left the pass at home.

import { id, keyed, part, put, putText, row, show } from "../lib/dom";
import { fold, matches } from "../lib/search";
import { say, t } from "../lib/text";
import { hour } from "../lib/time";
import { inside, placeName, type List, type Person } from "./door";

const most = 12;

export class Finder {
  private folded: { person: Person; text: string }[] = [];
  private people: List["people"] | undefined;

  constructor(
    private readonly list: () => List | undefined,
    private readonly zone: string,
    private readonly chosen: (person: string) => void,
  ) {
    id("find").addEventListener("input", () => this.show());
  }

  clear(): void {
    id<HTMLInputElement>("find").value = "";
    this.show();
  }

  show(): void {
    const list = this.list();
    const query = id<HTMLInputElement>("find").value.trim();
    const hits = list && query ? this.search(list, query) : [];
    keyed(id("found"), hits.slice(0, most), (p) => p.id, (p) => this.make(p), (element, p) => this.fill(element, p));
    show(id("found-none"), query !== "" && hits.length === 0);
    show(id("found-more"), hits.length > most);
    put(id("found-more"), t("scanner.find.more", { n: hits.length - most }));
  }

  private search(list: List, query: string): Person[] {
    if (this.people !== list.people) {
      this.people = list.people;
      this.folded = (list.people ?? []).map((person) => ({ person, text: fold([person.key, ...Object.values(person.name), ...Object.values(person.organisation ?? {})].join(" ")) }));
    }
    return this.folded.filter((x) => matches(query, x.text)).map((x) => x.person);
  }

  private make(person: Person): HTMLElement {
    const element = row("found-row");
    element.querySelector("button")?.addEventListener("click", () => this.chosen(person.id));
    return element;
  }

  private fill(element: HTMLElement, person: Person): void {
    const list = this.list();
    if (!list) return;
    putText(part(element, "name"), person.name);
    const at = inside(list, person.id);
    const where = at ? t("scanner.find.in", { place: say(placeName(list, at.place)), time: hour(at.since, this.zone) }) : person.place ? say(placeName(list, person.place)) : "";
    put(part(element, "about"), [say(person.organisation), where].filter(Boolean).join(" · "));
  }
}
