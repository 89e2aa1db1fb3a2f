import { RE2JS } from "@bufbuild/re2";

/** Most instructions that a pattern may need; the time to match grows with them times the length of the text. */
const instructionsMax = 500;
const patternCharactersMax = 256;

const compiled = new Map<string, RE2JS>();
const compiledMax = 1_000;

/** Why a pattern of `matches` can't be used, or null. RE2: no look-around, no back-references, time linear in the text. */
export function refusePattern(pattern: string): string | null {
  if (pattern.length > patternCharactersMax) return `a pattern has at most ${patternCharactersMax} characters`;
  try {
    const made = compilePattern(pattern);
    if (made.re2Input.prog.inst.length <= instructionsMax) return null;
    compiled.delete(pattern);
    return "this pattern repeats too much: it would take too long on a long text";
  } catch (error) {
    const words = error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : String(error);
    return `this pattern can't be used (RE2 syntax): ${words}`;
  }
}

/** CEL's `matches`: true when the pattern is found anywhere in the text. Only patterns that were checked come here. */
export function matchesPattern(text: string, pattern: string): boolean {
  return compilePattern(pattern).test(text);
}

function compilePattern(pattern: string): RE2JS {
  const found = compiled.get(pattern);
  if (found !== undefined) return found;
  const made = RE2JS.compile(pattern);
  if (compiled.size >= compiledMax) compiled.delete(compiled.keys().next().value!);
  compiled.set(pattern, made);
  return made;
}
