import { parseEventId } from "@signalbox/core";
import { rehearseEvent, TemplateSandbox } from "@signalbox/pipeline";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { type Handlers, notFound } from "./handlers.ts";

/** What a test event would have done. */
export function rehearsalHandlers(deps: ServerDeps): Pick<Handlers, "rehearseEvent"> {
  const sandbox = new TemplateSandbox();
  return {
    async rehearseEvent({ params }) {
      const event = parseEventId(params.id);
      if (event === null) throw notFound("event");
      const orders = await rehearseEvent({ ...deps, sandbox }, event);
      if (orders === null)
        throw new ApiProblem("not-allowed", "It is no test event, or what rules saw of it is not kept.");
      return { orders: orders.map(({ holdMs, ...order }) => ({ ...order, holdSeconds: holdMs / 1_000 })) };
    },
  };
}
