import type { Answer, Interpretation } from "../connection-kind.ts";
import { describeAnswer } from "./describe-answer.ts";
import { isObject } from "./is-object.ts";
import { readId, readJson, readWebUrl } from "./read-answer.ts";

/** What a 2xx to a create means: done where the answer has an id; else it may have been opened, and is looked for.
 *  @param pick where the new thing's id and address stand in the answer. */
export function interpretCreated(
  answer: Answer,
  pick: (body: Readonly<Record<string, unknown>>) => { id: unknown; url?: unknown; detail?: string | null },
): Interpretation {
  const body = readJson(answer);
  const { id, url, detail = null } = isObject(body) ? pick(body) : { id: null, url: null };
  const externalId = readId(id);
  if (externalId === null) {
    const what = isObject(body) ? `an answer of ${answer.status} without an id` : describeAnswer(answer);
    const lost = `it gave ${what}: whether it was opened is looked up`;
    return { step: "done", result: { outcome: "unknown", reason: "answer-not-understood", detail: lost } };
  }
  const externalUrl = readWebUrl(url);
  return {
    step: "done",
    result: {
      outcome: "delivered",
      externalId,
      ...(externalUrl === null ? {} : { externalUrl }),
      ...(detail === null ? {} : { detail }),
    },
  };
}
