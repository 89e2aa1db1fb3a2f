/** `key` in lower case; `value` without its quotes. */
export interface XfccPair {
  key: string;
  value: string;
}

const pair = /\s*([A-Za-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^",;]*))(,|;|$)/y;

/**
 * The header `X-Forwarded-Client-Cert`: elements between commas, one for each proxy on the way, each of pairs between
 * semicolons; a value may stand in double quotes, and a backslash takes the meaning from the character behind it. Null where
 * it is written otherwise. Source: Envoy's documentation of HTTP header manipulation, x-forwarded-client-cert. Never throws.
 */
export function readXfcc(header: string): XfccPair[][] | null {
  const elements: XfccPair[][] = [[]];
  pair.lastIndex = 0;
  while (true) {
    const found = pair.exec(header);
    if (found === null) return null;
    const [, key = "", quoted, plain = "", end] = found;
    const value = quoted === undefined ? plain.trim() : quoted.replaceAll(/\\(.)/gs, "$1");
    elements.at(-1)!.push({ key: key.toLowerCase(), value });
    if (end === "") return elements;
    if (end === ",") elements.push([]);
  }
}
