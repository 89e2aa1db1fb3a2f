import { UsageError } from "./command.ts";

/** A whole number of an option, within bounds. Throws UsageError. */
export function readNumber(
  name: string,
  text: string | undefined,
  bounds: { least: number; most: number; usual: number },
): number {
  if (text === undefined) return bounds.usual;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= bounds.least && number <= bounds.most) return number;
  throw new UsageError(`--${name} is a whole number from ${bounds.least} to ${bounds.most}, not "${text}".`);
}

/** One of a few words of an option. Throws UsageError. */
export function readWord<Word extends string>(
  name: string,
  text: string | undefined,
  words: readonly Word[],
): Word | undefined {
  if (text === undefined) return undefined;
  const word = words.find((one) => one === text);
  if (word === undefined) throw new UsageError(`--${name} is one of ${words.join(", ")}, not "${text}".`);
  return word;
}
