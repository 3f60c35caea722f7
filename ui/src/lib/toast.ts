// A fault in words, for as long as it takes to read it.

import { maybe, put, show } from "./dom";

let timer: ReturnType<typeof setTimeout> | undefined;

/** Writes into #fault, which the page has as role="alert". */
export function complain(text: string): void {
  const element = maybe("fault");
  put(element, text);
  show(element, true);
  clearTimeout(timer);
  timer = setTimeout(() => show(element, false), 8_000);
}
