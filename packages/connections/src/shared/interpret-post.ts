import type { CallStep } from "@signalbox/core";
import type { Answer, Interpretation, PlanInput } from "../connection-kind.ts";
import { describeAnswer } from "./describe-answer.ts";
import { foundAmong, type Hit } from "./found-among.ts";
import { interpretChanged } from "./interpret-changed.ts";
import { interpretCreated } from "./interpret-created.ts";
import { interpretStatus, type Refusal } from "./interpret-status.ts";
import { isObject } from "./is-object.ts";
import { notUnderstood } from "./not-understood.ts";
import { readJson } from "./read-answer.ts";

type Body = Readonly<Record<string, unknown>>;

/** Where a status page says what in its answers. */
export interface PostReader<Config> {
  created(body: Body, input: PlanInput<Config>): { id: unknown; url?: unknown; detail?: string | null };
  /** The posts of a list that carry the reference, and whether that was the whole list; null: it is no such list. Left out
   *  where there is no `find`. */
  listed?(body: unknown, reference: string, input: PlanInput<Config>): { hits: Hit[]; isWhole: boolean } | null;
  /** Null: it tells no status. */
  isClosed(body: Body): boolean | null;
  /** Where a status code says something else than elsewhere. */
  refuse?(answer: Answer, now: number): Refusal | null;
}

/** What the answer of a status page means. Closing is believed when a read shows it. */
export function interpretPost<Config>(
  reader: PostReader<Config>,
  step: CallStep,
  answer: Answer,
  input: PlanInput<Config>,
): Interpretation {
  const refused = (reader.refuse ?? interpretStatus)(answer, input.now);
  // The list of a page is always there: its 404 says that the page is wrong, and proves nothing about the post.
  if (step === "find" && refused?.reason === "not-found") {
    return notUnderstood(`the list of posts answered ${answer.status}: is there such a page?`);
  }
  if (refused !== null) return { step: "done", result: refused };
  switch (step) {
    case "create":
      return interpretCreated(answer, (body) => reader.created(body, input));
    case "find": {
      const list = reader.listed?.(readJson(answer), input.obligation?.reference ?? "", input) ?? null;
      return list === null
        ? notUnderstood(`the list of posts gave ${describeAnswer(answer)}`)
        : foundAmong(list.hits, "a post with our reference has no id", list.isWhole);
    }
    case "read": {
      const body = readJson(answer);
      const closed = isObject(body) ? reader.isClosed(body) : null;
      return closed === null ? notUnderstood(`the post gave ${describeAnswer(answer)}`) : { step: "state", closed };
    }
    case "update":
    case "close":
    case "reopen":
    case "send":
      return interpretChanged(answer);
  }
}
