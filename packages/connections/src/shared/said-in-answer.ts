import type { Answer } from "../connection-kind.ts";
import { isObject } from "./is-object.ts";
import { readJson } from "./read-answer.ts";

const quotedMax = 200;

/** `: ` and the system's own words, where its answer is JSON that has some; else nothing. They tell a missing right from a
 *  wrong name. */
export function saidInAnswer(answer: Answer): string {
  const body = readJson(answer);
  if (!isObject(body)) return "";
  const [first] = Array.isArray(body.errors) ? body.errors : [];
  return quoteText(wordsOf(body) || wordsOf(body.error) || wordsOf(first));
}

// `{message}`, `{error}`, `{message, detail}` … or nothing but a text.
function wordsOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (!isObject(value)) return "";
  const words = [value.message, value.title, value.error, value.detail].filter((one) => typeof one === "string");
  return words.join(": ");
}

/** `: ` and the beginning of a text as one line; nothing where it is empty. */
export function quoteText(text: string): string {
  const line = text
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, quotedMax);
  return line === "" ? "" : `: ${line}`;
}
