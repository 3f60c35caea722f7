// Scanners that type: held in the hand or standing on a table, they pass for a keyboard,
// type a code faster than anybody could, and end it with Enter. They work whatever has
// the focus, and a name that is typed by hand stays what it is.

// Between two strokes of one code a Bluetooth scanner may stall so long, in milliseconds.
const pause = 250;
// On average no hand is as fast as this.
const pace = 45;
const least = 6;
// Where nothing comes for so long after a whole pass, its scanner ends with nothing.
const silence = 100;
const begun = /S1:[A-Z2-7]*$/i;
const whole = /S1:[A-Z2-7]{140}/i;

interface Stroke {
  readonly key: string;
  /** What the key says on the keyboard that scanners are made for, the American one. */
  readonly plain: string;
  readonly at: number;
}

/** What a code was typed through: an input method may have eaten it. */
export type Heard = "code" | "eaten";

export class Typed {
  private strokes: Stroke[] = [];
  private eaten = false;
  private field: { readonly element: HTMLInputElement; readonly value: string } | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly found: (text: string) => void,
    private readonly heard: (how: Heard) => void,
  ) {
    addEventListener("keydown", (event) => this.press(event), { capture: true });
    // Some put the whole code into the field at once, as pasting does.
    addEventListener("input", (event) => this.put(event));
  }

  private press(event: KeyboardEvent): void {
    if (event.key === "Shift" || event.key === "CapsLock") return;
    const last = this.strokes.at(-1);
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || (last && event.timeStamp - last.at > pause)) this.reset();
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^(Enter|NumpadEnter|Tab)$/.test(event.code || event.key)) {
      if (this.scanned()) {
        event.preventDefault();
        event.stopImmediatePropagation();
        this.finish();
      }
      return this.reset();
    }
    const hidden = event.key === "Process" || event.key === "Unidentified" || event.isComposing;
    if (!hidden && event.key.length !== 1) return this.reset();
    this.take(event, hidden);
  }

  private take(event: KeyboardEvent, hidden: boolean): void {
    if (this.strokes.length === 0) {
      const target = event.target;
      this.field = target instanceof HTMLInputElement && target.type !== "radio" ? { element: target, value: target.value } : undefined;
    }
    this.eaten ||= hidden;
    this.strokes.push({ key: hidden ? "" : event.key, plain: american(event), at: event.timeStamp });
    if (this.fast() && begun.test(this.text())) event.preventDefault(); // the field need not see what is no name
    clearTimeout(this.timer);
    if (whole.test(this.text())) this.timer = setTimeout(() => this.finish(), silence);
  }

  // In a field stands what people write, unless it is a pass, or nobody knows what it is.
  private scanned(): boolean {
    return whole.test(this.text()) || (this.fast() && (!this.field || this.eaten || begun.test(this.text())));
  }

  private fast(): boolean {
    const [first, last] = [this.strokes[0], this.strokes.at(-1)];
    return first !== undefined && last !== undefined && this.strokes.length >= least && (last.at - first.at) / (this.strokes.length - 1) <= pace;
  }

  // Set up for another keyboard than this computer's, a scanner presses the right keys and
  // the letters come out wrong. The keys are tried where the letters make no pass.
  private text(): string {
    const letters = this.strokes.map((s) => s.key).join("");
    const keys = this.strokes.map((s) => s.plain).join("");
    return [letters, keys].find((x) => begun.test(x)) ?? letters;
  }

  private finish(): void {
    const text = this.text();
    const { eaten, field } = this;
    this.reset();
    if (field) restore(field.element, field.value, eaten);
    const lost = eaten && !whole.test(text);
    this.heard(lost ? "eaten" : "code");
    if (!lost) this.found(whole.exec(text)?.[0] ?? text);
  }

  private put(event: Event): void {
    const field = event.target;
    if (!(field instanceof HTMLInputElement)) return;
    const code = whole.exec(field.value)?.[0];
    if (!code) return;
    restore(field, "", false);
    this.reset();
    this.heard("code");
    this.found(code);
  }

  private reset(): void {
    clearTimeout(this.timer);
    this.strokes = [];
    this.eaten = false;
    this.field = undefined;
  }
}

// An input method writes what it has into the field when the field is left.
function restore(field: HTMLInputElement, value: string, composing: boolean): void {
  const write = () => {
    if (field.value === value) return;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  if (composing) {
    field.blur();
    setTimeout(write);
  }
  write();
}

function american(event: KeyboardEvent): string {
  const { code, shiftKey } = event;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return letter;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit && !shiftKey) return digit;
  return code === "Semicolon" && shiftKey ? ":" : "";
}
