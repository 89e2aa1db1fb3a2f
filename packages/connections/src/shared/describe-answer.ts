import type { Answer } from "../connection-kind.ts";

/** What came instead of the JSON that was expected, in a few words. */
export function describeAnswer(answer: Answer): string {
  if (answer.bodyCut) return `an answer of ${answer.status} that is too long to read`;
  if (/^\s*<(!doctype|html)/i.test(answer.body)) return `a web page (${answer.status}): a sign-in stands before it`;
  return answer.body.trim() === ""
    ? `an empty answer (${answer.status})`
    : `an answer of ${answer.status} that is no JSON`;
}
