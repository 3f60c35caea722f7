// Small steps in the document. Text is only ever set as text: nothing here parses
// HTML, so the page can require Trusted Types without a policy for markup.

import { best, type Text } from "./text";

/** The element with that id. A page without it is a mistake of ours: it throws. */
export function id<T extends HTMLElement = HTMLElement>(name: string): T {
  const element = document.getElementById(name);
  if (!element) throw new Error(`#${name} is missing`);
  return element as T;
}

/** The element with that id, if the page has it. */
export function maybe<T extends HTMLElement = HTMLElement>(name: string): T | undefined {
  return (document.getElementById(name) as T | null) ?? undefined;
}

/** Every element that fits, as an array. */
export function all<T extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = document): T[] {
  return [...within.querySelectorAll<T>(selector)];
}

/** The first element that fits. */
export function one<T extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = document): T | undefined {
  return within.querySelector<T>(selector) ?? undefined;
}

/** Writes text if it differs, so that screen readers hear changes and nothing else. */
export function put(element: Element | undefined, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

/** Writes a content text with its language and direction marked. */
export function putText(element: HTMLElement | undefined, text: Text | undefined): void {
  if (!element) return;
  const [lang, s] = best(text);
  put(element, s);
  if (lang && lang !== document.documentElement.lang) element.lang = lang;
  else element.removeAttribute("lang");
  element.dir = "auto";
}

/** Shows or hides. */
export function show(element: HTMLElement | undefined, shown: boolean): void {
  if (element && element.hidden === shown) element.hidden = !shown;
}

/** A copy of the row in a <template>. */
export function row(template: string): HTMLElement {
  const source = id<HTMLTemplateElement>(template).content.firstElementChild;
  if (!source) throw new Error(`template #${template} is empty`);
  return source.cloneNode(true) as HTMLElement;
}

/** The part of a row that carries data-part="name". */
export function part<T extends HTMLElement = HTMLElement>(within: ParentNode, name: string): T | undefined {
  return within.querySelector<T>(`[data-part="${name}"]`) ?? undefined;
}

/**
 * Brings the children of a list into line with the items: rows are kept by key, so
 * that focus and selection survive a change.
 */
export function keyed<T>(list: HTMLElement, items: readonly T[], key: (item: T) => string, make: (item: T) => HTMLElement, fill: (row: HTMLElement, item: T, index: number) => void): void {
  const old = new Map<string, HTMLElement>();
  for (const child of list.children) {
    const name = (child as HTMLElement).dataset.key;
    if (name) old.set(name, child as HTMLElement);
  }
  let before: Element | null = list.firstElementChild;
  items.forEach((item, index) => {
    const name = key(item);
    const element = old.get(name) ?? make(item);
    old.delete(name);
    element.dataset.key = name;
    fill(element, item, index);
    if (element === before) before = before.nextElementSibling;
    else list.insertBefore(element, before);
  });
  for (const element of old.values()) element.remove();
}

/** True while the person is writing, so that single keys stay letters. */
export function typing(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return true;
  return writing(event.target);
}

/** Whether an element takes what is typed. */
export function writing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !(target instanceof HTMLInputElement && /^(checkbox|radio|button|range)$/.test(target.type)));
}

/** What the browser keeps for this page; never throws when keeping is not allowed. */
export const kept = {
  get(name: string): string {
    try {
      return localStorage.getItem(name) ?? "";
    } catch {
      return "";
    }
  },
  set(name: string, value: string): void {
    try {
      localStorage.setItem(name, value);
    } catch {
      // private windows may refuse: the choice then lasts as long as the page
    }
  },
};
