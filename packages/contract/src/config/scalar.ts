import { z } from "zod";
import { nameKind } from "./strict-shape.ts";

const text = (what: string) =>
  z.string({ error: (issue) => `${what} is a text, not ${nameKind(issue.input)}; put it in quotes` });

/** One line for people. */
export const lineOfText = text("this")
  .trim()
  .min(1, "say something here: it is empty")
  .max(500, "at most 500 characters");

/** Addresses an object in the file, in URLs and in rules. */
export const objectKeyText = text("a key").regex(
  /^[a-z0-9][a-z0-9_-]{0,62}$/,
  "a key has lower-case letters, digits, - and _, begins with a letter or digit, and has at most 63 characters",
);

/** An exact amount: digits in quotes, so that no program rounds it. */
export const amountText = z
  .string({
    error: (issue) =>
      `write the amount in quotes, as "${quotable(issue.input, "120.00")}": a bare number could be rounded`,
  })
  .regex(
    /^\d{1,14}(\.\d{1,6})?$/,
    'an amount is written as "120.00": digits, at most six after the point, no sign, no thousands mark',
  );

/** A percentage above 0 and at most 100, exact. */
export const percentText = z
  .string({
    error: (issue) =>
      `write the percentage in quotes, as "${quotable(issue.input, "99.95")}": a bare number could be rounded`,
  })
  .regex(
    /^\d{1,3}(\.\d{1,5})?$/,
    'a percentage is written as "99.95": at most five digits after the point, without the sign %',
  )
  .refine((value) => Number(value) > 0 && Number(value) <= 100, "a percentage is above 0 and at most 100");

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

export const currencyCode = text("a currency")
  .regex(/^[A-Z]{3}$/, "a currency is its ISO 4217 code, such as EUR")
  .refine(
    (code) => !/^[A-Z]{3}$/.test(code) || currencies.has(code),
    "this currency is not known: write its ISO 4217 code, such as EUR",
  );

export const timeZoneName = text("a time zone").refine(
  isTimeZone,
  "this time zone is not known: use an IANA name such as Europe/Berlin or UTC",
);

/** Matches a monitor's id or name: `*` any characters, `?` one, `[abc]`, `[a-z]` or `[!a]` one of a set, `\` takes the next as it is. */
export const globText = text("match")
  .min(1, 'match is empty: "*" matches every monitor')
  .max(500, "at most 500 characters")
  .check((context) => {
    const problem = judgeGlob(context.value);
    if (problem !== null) context.issues.push({ code: "custom", message: problem, input: context.value });
  });

export function wholeNumber(least: number, most: number) {
  const words = `a whole number from ${least} to ${most}`;
  return z
    .int({ error: (issue) => `write ${words}, not ${nameKind(issue.input)}` })
    .min(least, `write ${words}`)
    .max(most, `write ${words}`);
}

function quotable(input: unknown, example: string): string {
  return typeof input === "number" && Number.isFinite(input) ? String(input) : example;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

function judgeGlob(glob: string): string | null {
  if (/(^|[^\\])(\\\\)*\\$/.test(glob)) return "the glob ends with a lone \\: write \\\\ for a backslash";
  const plain = glob.replace(/\\./gs, "");
  if (/\[!?\]/.test(plain)) return "the glob has an empty [ ]: name the characters, or write \\[ for a bracket";
  const withoutSets = plain.replace(/\[[^\]]*\]/gs, "");
  if (withoutSets.includes("["))
    return "the glob has a [ that is not closed: close it with ], or write \\[ for a bracket";
  return null;
}
