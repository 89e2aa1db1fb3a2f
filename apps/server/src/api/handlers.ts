import type { apiRoutes, OperationId, RouteInput } from "@signalbox/contract";
import type { EpochMs } from "@signalbox/core";
import type { z } from "zod";
import { actorOf, type Caller } from "../auth/caller.ts";
import { ApiProblem } from "../http/api-problem.ts";

type Operations = typeof apiRoutes;

/** Who calls and from where. */
export interface ApiCall {
  caller: Caller | null;
  address: string;
  request: Request;
}

type Reply<R> = R extends { answer: infer A } ? (A extends z.ZodType ? z.input<A> : never) : never;

/** Answers one operation: with JSON by its shape, with nothing (204), or with a whole Response (streams, cookies). */
type Handler<Id extends OperationId> = (
  input: RouteInput<Operations[Id]>,
  call: ApiCall,
) => Promise<Reply<Operations[Id]> | Response | (Operations[Id]["status"] extends 204 ? undefined : never)>;

/** One handler for each operation of the contract. */
export type Handlers = { [Id in OperationId]: Handler<Id> };

/** How the journal names the caller of an operation that needs one. */
export function actorOfCall(call: ApiCall): { kind: "person" | "token"; name: string } {
  if (call.caller === null) throw new ApiProblem("unauthenticated", "Sign in first.");
  return actorOf(call.caller);
}

/** The same for verbs that write journal lines themselves. */
export function byPerson(deps: { now(): EpochMs }, call: ApiCall) {
  const { kind, name } = actorOfCall(call);
  return { actor: { actorKind: kind, actor: name }, now: deps.now() };
}

export function notFound(what: string): ApiProblem {
  return new ApiProblem("not-found", `There is no such ${what}.`);
}
