// Finding people by any part of a name, in any script, with or without diacritics.

/** Brings a text to the form in which it is compared: no case, no diacritics, full width as half. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/đ/g, "d")
    .replace(/ł/g, "l")
    .replace(/ø/g, "o")
    .replace(/ß/g, "ss")
    .replace(/[\s\-_.·’'`]+/g, " ")
    .trim();
}

/** Whether every word of the query is somewhere in the folded text, spaces or none. */
export function matches(query: string, folded: string): boolean {
  const joined = folded.replace(/ /g, "");
  return fold(query)
    .split(" ")
    .every((word) => folded.includes(word) || joined.includes(word));
}
