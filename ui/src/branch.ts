// The roll of one hall on its steward's tablet.

import { HallVoice } from "./branch/hall";
import { Marks, type Delivery } from "./branch/marks";
import { announce } from "./lib/announce";
import { all, id, maybe, one, part, put, show } from "./lib/dom";
import { diagnose } from "./lib/diagnose";
import { writeLine } from "./lib/finding";
import { load } from "./lib/follow";
import { Keep } from "./lib/keep";
import { newOp } from "./lib/op";
import { fold, matches } from "./lib/search";
import type { State } from "./lib/state";
import { say, t } from "./lib/text";
import { askTime, hour, now } from "./lib/time";
import { complain } from "./lib/toast";
import { Wire } from "./lib/wire";
import { work } from "./lib/worker";
import "./app";

const root = maybe("branch");
if (root) begin(root);

function begin(root: HTMLElement): void {
  const { base = "", place = "", placeKey = "", session = "", worker = "", zone = "" } = root.dataset;
  void askTime();
  const rows = () => all("[data-person]", root);

  const marks = new Marks(new Keep(base), (delivery, delivered) => {
    tell(delivery);
    for (const element of rows()) {
      if (delivered?.session === session && delivered.person === element.dataset.person) element.dataset.mark ||= delivered.mark; // the server has it; the page will say so
      paint(element);
    }
    count();
    if (delivered?.session === session) refresh();
  });
  const wire = new Wire(base, () => "branch", {
    entry: (entry, state) => {
      if (entry.kind === "roll.evidence") refresh();
      hands(state);
      voice.show();
    },
    link: (link) => {
      const finding = diagnose({ online: navigator.onLine, link, media: link === "open" ? "off" : "connecting", air: {}, health: undefined, silent: 0 });
      writeLine(id("line"), finding, finding.code === "in_hall" ? t("hall.line.branch") : t(`hall.line.${finding.code}`));
    },
  });

  const voice = new HallVoice(wire, place);

  function tell({ waiting, refused }: Delivery): void {
    const queue = id("queue");
    queue.dataset.level = refused.length > 0 ? "bad" : waiting.length > 0 ? "wait" : "good";
    show(id("queue-noted"), refused.length > 0);
    put(queue, refused.length > 0 ? t("branch.refused", { n: refused.length, reason: refused[0]?.refused ?? "" }) : waiting.length > 0 ? t("branch.waiting", { n: waiting.length }) : t("branch.delivered"));
  }

  // A row shows the mark that waits, else the one that the roll knows.
  function paint(element: HTMLElement): void {
    const waiting = marks.waiting(element.dataset.person ?? "", session);
    element.toggleAttribute("data-waiting", waiting !== undefined);
    const shown = waiting ?? element.dataset.mark ?? "";
    for (const button of all("[data-set]", element)) button.setAttribute("aria-pressed", String(button.dataset.set === shown));
  }

  function count(): void {
    const counts: Record<string, number> = { expected: 0, present: 0, late: 0, left_early: 0, absent: 0, none: 0 };
    for (const element of rows()) {
      const mark = marks.waiting(element.dataset.person ?? "", session) ?? element.dataset.mark ?? "";
      const guest = element.hasAttribute("data-guest");
      if (!guest) counts.expected!++;
      if (mark === "") counts.none! += guest ? 0 : 1;
      else if (mark in counts) counts[mark]!++;
    }
    for (const [name, n] of Object.entries(counts)) put(maybe(`count-${name}`), String(n));
  }

  async function mark(element: HTMLElement, chosen: string): Promise<void> {
    const address = `${base}/branch/${placeKey}/marks`;
    try {
      await marks.add({ op: newOp(), address, session, person: element.dataset.person ?? "", mark: chosen, at: new Date(now()).toISOString() });
      announce(t("branch.marked", { name: one("strong", element)?.textContent ?? "", title: t(`mark.${chosen}`) }));
    } catch {
      complain(t("branch.unkept"));
    }
  }

  const words = ["opened", "closed", "headcount"] as const;
  // What is said of the hall itself goes the way of the marks: kept first, then delivered.
  async function word(mark: (typeof words)[number], heads?: number): Promise<void> {
    const address = `${base}/branch/${placeKey}/marks`;
    const at = new Date(now()).toISOString();
    try {
      await marks.add({ op: newOp(), address, session, person: "", mark, ...(heads === undefined ? {} : { count: heads }), at });
    } catch {
      return complain(t("branch.unkept"));
    }
    const said = [heads, hour(at, zone)].filter((x) => x !== undefined).join(" · ");
    put(part(id("hall-word"), mark), said);
    one(`[data-word="${mark}"]`, id("hall-word"))?.setAttribute("aria-pressed", "true");
    announce(`${t(`branch.hall.${mark}`)} ${said}`);
  }

  function hands(state: State): void {
    for (const element of rows()) {
      const button = one("[data-hand]", element);
      const person = element.dataset.person;
      const up = state.hands.find((h) => h.person.id === person);
      const speaks = state.turn?.person.id === person;
      show(button, state.session !== undefined && !speaks);
      button?.setAttribute("aria-pressed", String(up !== undefined));
      put(part(element, "hand"), t(up ? "branch.hand.lower" : "branch.hand.raise"));
      element.classList.toggle("speaking", speaks);
    }
    const here = state.turn?.place === place ? state.turn : undefined;
    show(maybe("turn-here"), here !== undefined);
    if (here) put(maybe("turn-here"), t("branch.floor", { name: say(here.person.name) }));
  }

  async function hand(element: HTMLElement): Promise<void> {
    const person = element.dataset.person;
    const up = wire.state.hands.find((h) => h.person.id === person);
    const reply = up ? await wire.send("hand.lower", { hand: up.hand }) : await wire.send("hand.raise", { person, place });
    if (!reply.ok) complain(reply.error?.text ?? "");
  }

  // What the roll says now is read from the page itself, made anew by the server.
  let timer: ReturnType<typeof setTimeout> | undefined;
  function refresh(): void {
    timer ??= setTimeout(async () => {
      timer = undefined;
      const page = await load(location.href);
      if (page) for (const element of rows()) renew(element, page.getElementById(element.id));
      const fresh = page?.getElementById("hall-word");
      for (const word of fresh ? words : []) {
        const said = fresh && part(fresh, word)?.textContent;
        if (said) put(part(id("hall-word"), word), said);
      }
      count();
    }, 400 + Math.random() * 800);
  }

  function renew(element: HTMLElement, fresh: HTMLElement | null): void {
    if (!fresh) return;
    element.dataset.mark = fresh.dataset.mark ?? "";
    const known = part(element, "known");
    const next = part(fresh, "known");
    const open = known?.querySelector("details")?.open;
    if (known && next && !known.isEqualNode(next)) {
      const copy = document.importNode(next, true);
      if (open) copy.querySelector("details")?.setAttribute("open", "");
      known.replaceWith(copy);
    }
    paint(element);
  }

  function filter(): void {
    const query = id<HTMLInputElement>("filter").value;
    let shown = 0;
    for (const element of rows()) {
      const fits = matches(query, fold(element.dataset.search ?? ""));
      show(element, fits);
      if (fits) shown++;
    }
    for (const group of all(".branch-group", root)) show(group, group.querySelector("[data-person]:not([hidden])") !== null);
    put(maybe("filter-shown"), query ? t("branch.shown", { n: shown }) : "");
  }

  root.addEventListener("click", (event) => {
    const target = event.target as HTMLElement;
    const element = target.closest<HTMLElement>("[data-person]");
    const chosen = target.closest<HTMLElement>("[data-set]")?.dataset.set;
    if (element && chosen) void mark(element, chosen);
    else if (element && target.closest("[data-hand]")) void hand(element);
  });
  id("queue-noted").addEventListener("click", () => void marks.forget());
  id("session").addEventListener("change", () => id<HTMLSelectElement>("session").form?.requestSubmit());
  for (const button of all("[data-plain]", root)) show(button, false);
  id("hall-word").addEventListener("click", (event) => {
    const chosen = (event.target as HTMLElement).closest<HTMLElement>("[data-word]")?.dataset.word;
    if (chosen === "opened" || chosen === "closed") void word(chosen);
  });
  id("heads-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = id<HTMLInputElement>("heads");
    void word("headcount", field.valueAsNumber).then(() => (field.value = ""));
  });
  id("filter").addEventListener("input", filter);
  count();
  wire.start();
  // What was read before the worker was there it has not kept.
  navigator.serviceWorker?.addEventListener("controllerchange", refresh);
  void work(worker, location.href);
}
