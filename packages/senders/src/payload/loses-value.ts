import { Buffer } from "node:buffer";

const minus = 0x2d;
const plus = 0x2b;
const dot = 0x2e;
const zero = 0x30;
const nine = 0x39;

/**
 * Whether the bytes from `start` to `end` are a JSON number to be kept as text: an integer beyond 2^53, which a double
 * can't hold, or one so long or with so large an exponent that it may read as infinite. What is no JSON number is not
 * judged. Looks at bytes alone, since a body may hold a hundred thousand of them.
 */
export function losesValue(bytes: Uint8Array, start: number, end: number): boolean {
  const wholeStart = bytes[start] === minus ? start + 1 : start;
  const wholeEnd = skipDigits(bytes, wholeStart, end);
  const wholeLength = wholeEnd - wholeStart;
  if (wholeLength === 0 || (bytes[wholeStart] === zero && wholeLength > 1)) return false;
  if (wholeEnd === end) {
    if (wholeLength !== 16) return wholeLength > 16;
    return !Number.isSafeInteger(Number(decode(bytes, start, end)));
  }
  let at = wholeEnd;
  if (bytes[at] === dot) {
    const fractionEnd = skipDigits(bytes, at + 1, end);
    if (fractionEnd === at + 1) return false;
    at = fractionEnd;
  }
  if (at < end) {
    if ((bytes[at]! | 0x20) !== 0x65) return false;
    at += bytes[at + 1] === plus || bytes[at + 1] === minus ? 2 : 1;
    const exponentLength = skipDigits(bytes, at, end) - at;
    if (exponentLength === 0 || at + exponentLength !== end) return false;
    if (exponentLength > 2) return true;
  }
  return wholeLength > 200;
}

function skipDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! >= zero && bytes[at]! <= nine) at += 1;
  return at;
}

function decode(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1");
}
