const comma = 0x2c;
const quote = 0x22;
const backslash = 0x5c;
const spaces = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * JSON objects that stand one after another (`{…}{…}`, as templates write a list without its commas) as the bytes of one list;
 * null where the body is none of that. Reads each byte once; whether each of them is JSON is for the parser.
 */
export function listObjects(body: Uint8Array): Uint8Array | null {
  const starts: number[] = [];
  let depth = 0;
  let index = 0;
  while (index < body.length) {
    const byte = body[index]!;
    if (byte === quote && depth > 0) {
      index += 1;
      while (index < body.length && body[index] !== quote) index += body[index] === backslash ? 2 : 1;
    } else if (byte === 0x7b || byte === 0x5b) {
      if (depth === 0) {
        if (byte === 0x5b) return null;
        starts.push(index);
      }
      depth += 1;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
      if (depth < 0) return null;
    } else if (depth === 0 && !spaces.has(byte)) return null;
    index += 1;
  }
  return starts.length < 2 || depth !== 0 ? null : joined(body, starts);
}

function joined(body: Uint8Array, starts: readonly number[]): Uint8Array {
  const list = new Uint8Array(body.length - starts[0]! + starts.length + 1);
  let to = 0;
  for (const [at, start] of starts.entries()) {
    list[to++] = at === 0 ? 0x5b : comma;
    const part = body.subarray(start, starts[at + 1] ?? body.length);
    list.set(part, to);
    to += part.length;
  }
  list[to] = 0x5d;
  return list;
}
