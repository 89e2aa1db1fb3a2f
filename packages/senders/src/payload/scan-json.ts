import { losesValue } from "./loses-value.ts";

const depthMax = 64;
const nodesMax = 100_000;

export type ScanOutcome =
  | {
      outcome: "fits";
      /** Start and end of each number that a double can't hold exactly or at all, one after the other. */
      longNumbers: number[];
      /** Whether a string holds an escape that may stand for U+0000 or a lone surrogate. */
      hasOddEscapes: boolean;
    }
  | { outcome: "too deep" }
  | { outcome: "too large to read" };

const quote = 0x22;
const backslash = 0x5c;
const letterU = 0x75;

/**
 * Measures JSON bytes before anything parses them: at most 64 levels and 100,000 values and keys. It stops at the first
 * that is over, reads each byte once and needs no stack, so that no body can stall the process. It does not judge syntax.
 */
export function scanJson(bytes: Uint8Array): ScanOutcome {
  const longNumbers: number[] = [];
  let hasOddEscapes = false;
  let depth = 0;
  let nodes = 0;
  let index = 0;
  while (index < bytes.length) {
    const byte = bytes[index]!;
    if (byte === quote) {
      nodes += 1;
      index += 1;
      while (index < bytes.length && bytes[index] !== quote) {
        if (bytes[index] === backslash) {
          index += 1;
          if (bytes[index] === letterU && isOddUnit(bytes, index + 1)) hasOddEscapes = true;
        }
        index += 1;
      }
      index += 1;
    } else if (byte === 0x7b || byte === 0x5b) {
      nodes += 1;
      depth += 1;
      if (depth > depthMax) return { outcome: "too deep" };
      index += 1;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
      index += 1;
    } else if (isWordByte(byte)) {
      nodes += 1;
      const start = index;
      do index += 1;
      while (index < bytes.length && isWordByte(bytes[index]!));
      if (byte <= 0x39 && losesValue(bytes, start, index)) longNumbers.push(start, index);
    } else {
      index += 1;
    }
    if (nodes > nodesMax) return { outcome: "too large to read" };
  }
  return { outcome: "fits", longNumbers, hasOddEscapes };
}

/** Bytes of numbers, `true`, `false` and `null`: letters, digits, `+`, `-`, `.` */
function isWordByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e
  );
}

/** Four hex digits `0000` or `d8…` to `df…`. */
function isOddUnit(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at];
  if (first === 0x64 || first === 0x44) return true;
  return first === 0x30 && bytes[at + 1] === 0x30 && bytes[at + 2] === 0x30 && bytes[at + 3] === 0x30;
}
