/** Tells whether a text matches as a whole. Case counts. Time is bounded by the product of the two lengths. */
export type GlobMatcher = (text: string) => boolean;

type Part = { match: "any-text" } | { match: "one"; accepts: (character: string) => boolean };

/** `*` any text, `?` one character, `[a-z]` one of these, `[!a-z]` one that is none of these, `\` before a sign: itself. */
export function compileGlob(glob: string): GlobMatcher {
  const parts = readParts([...glob]);
  return (text) => matches(parts, [...text]);
}

function readParts(characters: readonly string[]): Part[] {
  const parts: Part[] = [];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!;
    if (character === "*") {
      if (parts.at(-1)?.match !== "any-text") parts.push({ match: "any-text" });
    } else if (character === "?") {
      parts.push({ match: "one", accepts: () => true });
    } else if (character === "[" && closingBracket(characters, i) !== -1) {
      const end = closingBracket(characters, i);
      parts.push({ match: "one", accepts: readSet(characters.slice(i + 1, end)) });
      i = end;
    } else {
      const literal = character === "\\" ? (characters[++i] ?? "\\") : character;
      parts.push({ match: "one", accepts: (other) => other === literal });
    }
  }
  return parts;
}

function closingBracket(characters: readonly string[], open: number): number {
  for (let i = open + 1; i < characters.length; i++) {
    if (characters[i] === "\\") i++;
    else if (characters[i] === "]") return i;
  }
  return -1;
}

function readSet(inside: readonly string[]): (character: string) => boolean {
  const isNegated = inside[0] === "!";
  const ranges: [from: string, to: string][] = [];
  for (let i = isNegated ? 1 : 0; i < inside.length; i++) {
    const from = inside[i] === "\\" ? (inside[++i] ?? "\\") : inside[i]!;
    const isRange = inside[i + 1] === "-" && i + 2 < inside.length;
    ranges.push([from, isRange ? inside[i + 2]! : from]);
    if (isRange) i += 2;
  }
  return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== isNegated;
}

// Goes back to the last `*` alone: what an earlier one could take, the last can take too.
function matches(parts: readonly Part[], text: readonly string[]): boolean {
  let part = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const current = parts[part];
    if (current?.match === "any-text") {
      star = part++;
      starAt = at;
    } else if (current?.accepts(text[at]!)) {
      part++;
      at++;
    } else if (star !== -1) {
      part = star + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  return parts.slice(part).every((rest) => rest.match === "any-text");
}
