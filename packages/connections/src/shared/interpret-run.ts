import type { AttemptOutcome } from "@signalbox/core";
import type { Answer, Interpretation } from "../connection-kind.ts";
import { describeAnswer } from "./describe-answer.ts";
import { interpretStatus } from "./interpret-status.ts";
import { isObject } from "./is-object.ts";
import { notUnderstood } from "./not-understood.ts";
import { readId, readJson, readWebUrl } from "./read-answer.ts";

type Body = Readonly<Record<string, unknown>>;

/** What a 2xx to a start means: it runs there, under the number that the answer gives. Without a number it may have started,
 *  and nobody can tell. */
export function interpretStarted(
  answer: Answer,
  pick: (body: Body) => { id: unknown; url?: unknown } | { doubt: string },
): Interpretation {
  const body = readJson(answer);
  const picked = isObject(body) ? pick(body) : { id: null };
  if ("doubt" in picked) return inDoubt(picked.doubt);
  const externalId = readId(picked.id);
  if (externalId === null) {
    const what = isObject(body) ? `an answer of ${answer.status} without the number of a run` : describeAnswer(answer);
    return inDoubt(`it gave ${what}: whether it started nobody can tell`);
  }
  const externalUrl = readWebUrl(picked.url);
  return {
    step: "done",
    result: { outcome: "delivered", externalId, ...(externalUrl === null ? {} : { externalUrl }) },
  };
}

function inDoubt(detail: string): Interpretation {
  return { step: "done", result: { outcome: "unknown", reason: "answer-not-understood", detail } };
}

/** What the answer to a look at a run means; what is no JSON object says nothing, and is asked for again. */
export function interpretRunRead(answer: Answer, now: number, read: (body: Body) => Interpretation): Interpretation {
  const refused: AttemptOutcome | null = interpretStatus(answer, now);
  if (refused !== null) return { step: "done", result: refused };
  const body = readJson(answer);
  return isObject(body) ? read(body) : notUnderstood(`the run gave ${describeAnswer(answer)}`);
}
