import { askAnswer, readJsonPath } from "@signalbox/core";
import type { Answer } from "../connection-kind.ts";
import { interpretStatus, type Refusal } from "./interpret-status.ts";
import { readId, readJson } from "./read-answer.ts";

/** Why an answer does not count as done by what the connection says of the call, or null. */
export function refuseTemplated(
  answer: Answer,
  call: { success?: readonly number[] | undefined; accepted?: string | undefined } | undefined,
  now: number,
): Refusal | null {
  const refused = interpretStatus(answer, now);
  if (refused !== null) return refused;
  if (call?.success && !call.success.includes(answer.status)) {
    const detail = `it answered ${answer.status}, which does not count as done here`;
    return { outcome: "permanent", reason: "refused-by-target", detail };
  }
  if (call?.accepted === undefined) return null;
  const verdict = askAnswer(call.accepted, readJson(answer) ?? null, answer.status);
  if (verdict.outcome === "true") return null;
  const detail = `it answered ${answer.status}, but "${call.accepted}" is not true of the answer`;
  return { outcome: "permanent", reason: "refused-by-target", detail };
}

/** The id that stands at a place of an answer; null: there is none. */
export function readIdAt(place: string, answer: Answer): string | null {
  if (place === "text") return answer.bodyCut ? null : readId(answer.body.trim());
  if (place === "Location") return readId(/([^/?#]+)\/?(?:[?#].*)?$/.exec(answer.headers.location ?? "")?.[1]);
  if (place.startsWith("header:")) return readId(answer.headers[place.slice(7).toLowerCase()]);
  return readId(readJsonPath(place, readJson(answer))[0]);
}
