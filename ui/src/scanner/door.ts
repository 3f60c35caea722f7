// The one rule of the door: internal/roll/door in TypeScript. Both run the cases of
// internal/roll/door/testdata/vectors.json; the order of the checks stands there.

import type { Text } from "../lib/text";
import { readPass, type Key, type Pass, type Verify } from "./pass";

export interface Inside {
  readonly person: string;
  readonly place: string;
  readonly since: string;
}

export interface Person {
  readonly id: string;
  readonly key: string;
  readonly name: Text;
  readonly organisation?: Text;
  readonly place?: string;
  readonly version: number;
}

export interface List {
  readonly seminar: string;
  readonly place: string;
  readonly made: string;
  readonly keys: readonly Key[] | null;
  readonly places: readonly { readonly id: string; readonly name: Text; readonly seats?: number }[] | null;
  readonly days: readonly { readonly date: string; readonly opens: string; readonly closes: string }[] | null;
  readonly people: readonly Person[] | null;
  readonly revoked: readonly string[] | null;
  readonly inside: readonly Inside[] | null;
}

export interface Scan {
  readonly text?: string;
  readonly person?: string;
  readonly out?: boolean;
  readonly at: string;
}

export interface Args {
  readonly time?: string;
  readonly date?: string;
  readonly place?: Text;
}

export interface Verdict {
  readonly welcome: boolean;
  readonly notice?: boolean;
  readonly key: string;
  readonly args?: Args;
  readonly person?: string;
}

/** A verdict, and whether the signature behind it was checked. A person found by name has none to check. */
export interface Decision {
  readonly verdict: Verdict;
  readonly verified: boolean;
}

const broken = { malformed: "door.unreadable", unknown_key: "door.unknown_key", signature: "door.forged" } as const;

/** Decides a scan by the list. */
export async function decide(list: List, scan: Scan, verify: Verify): Promise<Decision> {
  const found = await read(list, scan, verify);
  if (typeof found === "string") return { verdict: refuse(found), verified: true };
  return { verdict: judge(list, scan, found.pass), verified: found.verified };
}

async function read(list: List, scan: Scan, verify: Verify): Promise<{ pass: Pass; verified: boolean } | string> {
  if (scan.person) return { pass: { seminar: list.seminar, person: scan.person, notAfter: 0, version: 0 }, verified: true };
  const result = await readPass(list.keys ?? [], scan.text ?? "", verify);
  if (typeof result === "string") return broken[result];
  return result.pass.seminar === list.seminar ? result : "door.other_seminar";
}

function judge(list: List, scan: Scan, pass: Pass): Verdict {
  if (scan.out) return goodbye(list, pass.person);
  const who = pass.person;
  const person = list.people?.find((p) => p.id === who);
  if (list.revoked?.includes(who)) return refuse("door.withdrawn", who);
  if (!person) return refuse("door.unknown", who);
  if (!scan.person && pass.version < person.version) return refuse("door.replaced", who);
  if (!scan.person && Date.parse(scan.at) > pass.notAfter * 1000) {
    return refuse("door.expired", who, { date: new Date(pass.notAfter * 1000).toISOString().slice(0, 10) });
  }
  return hours(list, scan.at, who) ?? admit(list, person);
}

function goodbye(list: List, person: string): Verdict {
  const at = inside(list, person);
  if (!at) return { welcome: true, notice: true, key: "door.goodbye_only", person };
  return { welcome: true, key: "door.goodbye", args: { place: placeName(list, at.place), time: at.since }, person };
}

/** Why the door is shut; undefined when it is open. */
function hours(list: List, at: string, person: string): Verdict | undefined {
  const t = Date.parse(at);
  const days = list.days ?? [];
  for (const [i, day] of days.entries()) {
    if (t < Date.parse(day.opens)) return refuse(i === 0 ? "door.not_yet" : "door.closed", person, { date: day.date, time: day.opens });
    if (t < Date.parse(day.closes)) return undefined;
  }
  return days.length > 0 ? refuse("door.over", person) : undefined;
}

function admit(list: List, p: Person): Verdict {
  const at = inside(list, p.id);
  const guest = p.place !== undefined && p.place !== "" && p.place !== list.place;
  if (at?.place === list.place) return { welcome: true, notice: true, key: "door.again", args: { time: at.since }, person: p.id };
  if (guest && !room(list)) return refuse("door.full", p.id, { place: placeName(list, p.place!) });
  if (guest) return { welcome: true, notice: true, key: "door.guest", args: { place: placeName(list, p.place!) }, person: p.id };
  if (at) return { welcome: true, key: "door.moved", args: { place: placeName(list, at.place), time: at.since }, person: p.id };
  return { welcome: true, key: "door.welcome", person: p.id };
}

/** Whether one more guest finds a seat that nobody who belongs here will need. */
function room(list: List): boolean {
  const here = list.places?.find((p) => p.id === list.place);
  if (!here?.seats) return true;
  const where = new Map((list.inside ?? []).map((x) => [x.person, x.place]));
  const taken = (list.inside ?? []).filter((x) => x.place === list.place).length;
  const expected = (list.people ?? []).filter((p) => p.place === list.place && !where.has(p.id)).length;
  return taken + expected < here.seats;
}

/** Keeps the list up with a scan that was let through. */
export function seen(list: List, person: string, at: string, out: boolean): List {
  const others = (list.inside ?? []).filter((x) => x.person !== person);
  return { ...list, inside: out ? others : [...others, { person, place: list.place, since: at }] };
}

function refuse(key: string, person?: string, args?: Args): Verdict {
  return { welcome: false, key, ...(args ? { args } : {}), ...(person ? { person } : {}) };
}

export function inside(list: List, person: string): Inside | undefined {
  return list.inside?.find((x) => x.person === person);
}

export function placeName(list: List, place: string): Text {
  return list.places?.find((p) => p.id === place)?.name ?? { en: place };
}
