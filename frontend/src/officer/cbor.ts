// Deterministic CBOR, the small part that certificates use, read strictly (certificate-format.md section 7, step 4).
//
// A certificate has exactly one text, so its bytes may have exactly one spelling: shortest heads, definite lengths, map
// keys distinct and in bytewise order (RFC 8949, 4.2.1). Every length is compared with the bytes that are left before it
// is used, so that a hostile head cannot reserve memory. A general library is not used because each accepts some second
// spelling. This file and certificates/cbor.py were written apart from each other and are compared by test.

export type Cbor = number | string | boolean | null | Uint8Array | Cbor[] | CborMap;
export type CborMap = Map<number | string, Cbor>;

/** The bytes are not the one spelling of an item that this reader knows. */
export class MalformedCbor extends Error {}

const DEEPEST_LEVEL = 5;
const UINT = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const SIMPLE_VALUES = new Map<number, Cbor>([
  [0xf4, false],
  [0xf5, true],
  [0xf6, null],
]);

/** Reads exactly one item, with nothing after it; throws `MalformedCbor` for anything else. */
export function decode(data: Uint8Array): Cbor {
  const reader = new Reader(data);
  const value = reader.item(0);
  reader.expectEnd();
  return value;
}

class Reader {
  private at = 0;

  constructor(private readonly data: Uint8Array) {}

  /** `level` counts the containers around the item. */
  item(level: number): Cbor {
    const initial = this.byte();
    const simple = SIMPLE_VALUES.get(initial);
    if (simple !== undefined) {
      return simple;
    }
    const major = initial >> 5;
    const argument = this.argument(initial & 0x1f);
    switch (major) {
      case UINT:
        return argument;
      case NEGATIVE:
        return this.negative(argument);
      case BYTES:
        return this.take(argument).slice();
      case TEXT:
        return this.text(argument);
      case ARRAY:
        return this.array(argument, level);
      case MAP:
        return this.map(argument, level);
      default:
        throw new MalformedCbor("tags, floats and other simple values are not read");
    }
  }

  expectEnd(): void {
    if (this.at !== this.data.length) {
      throw new MalformedCbor("bytes after the item");
    }
  }

  private take(count: number): Uint8Array {
    if (count > this.data.length - this.at) {
      throw new MalformedCbor("ends too early");
    }
    this.at += count;
    return this.data.subarray(this.at - count, this.at);
  }

  private byte(): number {
    return this.take(1)[0] as number;
  }

  private argument(info: number): number {
    if (info < 24) {
      return info;
    }
    if (info > 27) {
      throw new MalformedCbor("indefinite or reserved length");
    }
    const length = 1 << (info - 24);
    // Exact up to 2^53, and what is larger is refused just below, so a float loses nothing here.
    const argument = this.take(length).reduce((sum, byte) => sum * 256 + byte, 0);
    const smallest = info === 24 ? 24 : 256 ** (length / 2);
    if (argument < smallest) {
      throw new MalformedCbor("head longer than needed");
    }
    if (argument > Number.MAX_SAFE_INTEGER) {
      throw new MalformedCbor("integer beyond 2^53 - 1");
    }
    return argument;
  }

  private negative(argument: number): number {
    if (argument === Number.MAX_SAFE_INTEGER) {
      throw new MalformedCbor("integer beyond 2^53 - 1");
    }
    return -1 - argument;
  }

  private text(length: number): string {
    try {
      // Without ignoreBOM a leading U+FEFF would vanish, and two spellings would be read as one text.
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.take(length));
    } catch (error) {
      throw error instanceof MalformedCbor ? error : new MalformedCbor("text is not UTF-8");
    }
  }

  /** An item takes at least one byte, so a count beyond the bytes left is a lie. */
  private expectItems(count: number, level: number): void {
    if (count > this.data.length - this.at) {
      throw new MalformedCbor("ends too early");
    }
    if (level === DEEPEST_LEVEL) {
      throw new MalformedCbor("more than five levels");
    }
  }

  private array(count: number, level: number): Cbor[] {
    this.expectItems(count, level);
    return Array.from({ length: count }, () => this.item(level + 1));
  }

  private map(pairs: number, level: number): CborMap {
    this.expectItems(2 * pairs, level);
    const held: CborMap = new Map();
    let keyBefore: Uint8Array | null = null;
    for (let pair = 0; pair < pairs; pair++) {
      const start = this.at;
      const key = this.item(level + 1);
      if (typeof key !== "number" && typeof key !== "string") {
        throw new MalformedCbor("map key is neither integer nor text");
      }
      const spelled = this.data.subarray(start, this.at);
      if (keyBefore !== null && compareBytes(keyBefore, spelled) >= 0) {
        throw new MalformedCbor("map keys twice or out of order");
      }
      keyBefore = spelled;
      held.set(key, this.item(level + 1));
    }
    return held;
  }
}

/** Negative, zero or positive, as the first is before, equal to or after the second in bytewise order. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) {
      return difference;
    }
  }
  return a.length - b.length;
}
