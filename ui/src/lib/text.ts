// Texts: the page's own from the catalogues, and what organisers wrote in several
// languages.

/** A human text by language: {"en": "Opening", "zh-Hans": "开幕式"}. */
export type Text = Readonly<Record<string, string>>;

const texts: Record<string, string> = read();

function read(): Record<string, string> {
  const block = document.getElementById("texts");
  return block?.textContent ? (JSON.parse(block.textContent) as Record<string, string>) : {};
}

/** The language of the page. */
export const language = document.documentElement.lang || "en";

/** The sentence of a catalogue key, its {names} filled in. An unknown key comes back as it is. */
export function t(key: string, args: Record<string, string | number> = {}): string {
  return (texts[key] ?? key).replace(/\{([a-z]+)\}/g, (whole, name: string) => {
    const value = args[name];
    return value === undefined ? whole : String(value);
  });
}

/** Sentences one after the other; those that are empty are left out, and after a full-width stop there is no space. */
export function together(...sentences: readonly string[]): string {
  return sentences.filter(Boolean).join(" ").replace(/([。！？；]) /g, "$1");
}

/** A content text in the reader's language, else English, else whatever there is. */
export function say(text: Text | undefined): string {
  return best(text)[1];
}

/** Like say, with the language it was found in. */
export function best(text: Text | undefined): [string, string] {
  if (!text) return ["", ""];
  for (const tag of [language, "en", ...Object.keys(text).sort()]) {
    const s = text[tag];
    if (s) return [tag, s];
  }
  return ["", ""];
}
