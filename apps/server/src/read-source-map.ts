interface PlaceInSource {
  source: string;
  /** From 1, as editors count. */
  line: number;
  column: number;
}

type Find = (line: number, column: number) => PlaceInSource | null;

const digits = new Int8Array(128);
for (const [value, digit] of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].entries()) {
  digits[digit.charCodeAt(0)] = value;
}
const semicolon = 59;
const comma = 44;

/** Reads a source map and finds where a place of the bundle (from 1) was in its sources. Node's own SourceMap makes an
 *  object of each of half a million segments, which holds up the process for half a second; here one pass notes where
 *  each line begins. @throws where it is no source map */
export function readSourceMap(text: string): Find {
  const { sources, mappings } = JSON.parse(text) as { sources: string[]; mappings: string };
  const lines = mappings.split(";").length;
  // Of each line: where its segments begin, and source, line and column of the segment before.
  const starts = new Int32Array(lines * 4);
  let at = 0;
  let source = 0;
  let line = 0;
  let column = 0;

  const readNumber = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 5) {
      const digit = digits[mappings.charCodeAt(at++)] ?? 0;
      value |= (digit & 31) << shift;
      if (digit < 32) break;
    }
    return value & 1 ? -(value >> 1) : value >> 1;
  };
  const hasNumber = (): boolean => {
    const next = mappings.charCodeAt(at);
    return next !== comma && next !== semicolon && at < mappings.length;
  };
  // Stops behind the line, or behind the last segment that begins at or before `until`.
  const readLine = (until: number): boolean => {
    let isFound = false;
    for (let inBundle = 0; at < mappings.length && mappings.charCodeAt(at) !== semicolon; ) {
      inBundle += readNumber();
      if (inBundle > until) return isFound;
      isFound = hasNumber();
      if (isFound) {
        source += readNumber();
        line += readNumber();
        column += readNumber();
      }
      if (hasNumber()) readNumber();
      if (mappings.charCodeAt(at) === comma) at++;
    }
    return isFound;
  };
  for (let row = 0; row < lines; row++, at++) {
    starts.set([at, source, line, column], row * 4);
    readLine(Number.POSITIVE_INFINITY);
  }

  return (bundleLine, bundleColumn) => {
    if (bundleLine < 1 || bundleLine > lines) return null;
    [at, source, line, column] = starts.subarray((bundleLine - 1) * 4) as unknown as [number, number, number, number];
    if (!readLine(bundleColumn - 1)) return null;
    return { source: sources[source] ?? "", line: line + 1, column: column + 1 };
  };
}
