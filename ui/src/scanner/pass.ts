// Reading a pass: internal/roll/pass in TypeScript. The format stands there.

export interface Pass {
  readonly seminar: string;
  readonly person: string;
  /** Seconds since 1970 at which it runs out. */
  readonly notAfter: number;
  readonly version: number;
}

export type Broken = "malformed" | "unknown_key" | "signature";

export interface Key {
  readonly id: number;
  /** 32 bytes in base64. */
  readonly public: string;
}

/** Whether a signature fits; undefined when this device cannot tell. */
export type Verify = (key: string, message: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer>) => Promise<boolean | undefined>;

const prefix = "S1:";
const payload = 23;
const length = payload + 64;
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const crockford = "0123456789abcdefghjkmnpqrstvwxyz";

/** The pass of a text, or why it is none. verified is false when this device cannot check signatures. */
export async function readPass(keys: readonly Key[], text: string, verify: Verify): Promise<{ pass: Pass; verified: boolean } | Broken> {
  const upper = text.trim().toUpperCase();
  if (!upper.startsWith(prefix)) return "malformed";
  const bytes = base32(upper.slice(prefix.length));
  if (!bytes || bytes.length !== length || bytes[0] !== 1) return "malformed";
  const key = keys.find((k) => k.id === bytes[1] && decode64(k.public).length === 32);
  if (!key) return "unknown_key";
  const fits = await verify(key.public, bytes.slice(0, payload), bytes.slice(payload));
  if (fits === false) return "signature";
  const view = new DataView(bytes.buffer);
  const pass = { seminar: writeID(bytes.slice(2, 10)), person: writeID(bytes.slice(10, 18)), notAfter: view.getUint32(18), version: view.getUint8(22) };
  return { pass, verified: fits === true };
}

// Every pass has exactly one text: the bits left over must be zero.
function base32(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let bits = 0;
  let value = 0;
  let n = 0;
  for (const letter of text) {
    const digit = letters.indexOf(letter);
    if (digit < 0) return undefined;
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[n++] = (value >> bits) & 0xff;
  }
  return bits < 5 && (value & ((1 << bits) - 1)) === 0 ? bytes : undefined;
}

/** The 13 letters of an id's 8 bytes. */
function writeID(bytes: Uint8Array): string {
  let value = 0n;
  for (const b of bytes) value = (value << 8n) | BigInt(b);
  value <<= 1n;
  let text = "";
  for (let shift = 60n; shift >= 0n; shift -= 5n) text += crockford[Number((value >> shift) & 31n)];
  return text;
}

export function decode64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

const imported = new Map<string, Promise<CryptoKey | undefined>>();

/** Checks with the browser's own Ed25519 (RFC 8032). */
export const verify: Verify = async (key, message, signature) => {
  let known = imported.get(key);
  if (!known) {
    known = Promise.resolve(crypto.subtle?.importKey("raw", decode64(key), { name: "Ed25519" }, false, ["verify"])).catch(() => undefined);
    imported.set(key, known);
  }
  const usable = await known;
  return usable ? crypto.subtle.verify({ name: "Ed25519" }, usable, signature, message) : undefined;
};
