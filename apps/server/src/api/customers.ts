import { type Contract, type CustomerEntry, printMoment } from "@signalbox/contract";
import { policyInForce, toIsoOrNull } from "@signalbox/core";
import { type CustomerRow, findCustomer, listCustomers, loadPolicies } from "@signalbox/database";
import { changeCustomer, retireCustomer } from "@signalbox/pipeline";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { type ApiCall, actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { hidesCost } from "./hides-cost.ts";
import { pageOfRows } from "./page-of-rows.ts";

export function customerHandlers(
  deps: ServerDeps,
): Pick<Handlers, "listCustomers" | "getCustomer" | "saveCustomer" | "retireCustomer"> {
  const { read } = deps.db;
  const loadShow = async (call: ApiCall) => {
    const { timeZone } = policyInForce(await loadPolicies(read), deps.now());
    return (row: CustomerRow) => showCustomer(row, { timeZone, withFees: !hidesCost(call) });
  };
  const detail = async (key: string, call: ApiCall) => {
    const row = await findCustomer(read, key);
    if (row === null) throw notFound("customer");
    return (await loadShow(call))(row);
  };
  return {
    async listCustomers({ query }, call) {
      return pageOfRows(query, {
        key: z.string(),
        fetch: (page) => listCustomers(read, { retired: query.retired }, page),
        keyOf: (row) => row.key,
        item: await loadShow(call),
      });
    },

    getCustomer: ({ params }, call) => detail(params.key, call),

    async saveCustomer({ params, body }, call) {
      const { revision, ...settings } = body;
      const entry = { key: params.key, ...settings } as CustomerEntry;
      const saved = await changeCustomer(deps, entry, revision, actorOfCall(call));
      if (saved.outcome === "conflict") throw new ApiProblem("conflict", saved.reason);
      if (saved.outcome === "refused") {
        const [first] = saved.problems;
        const errors = saved.problems.map(({ path, message }) => ({ path: `body.${path}`, message }));
        throw new ApiProblem("invalid", first === undefined ? "It is not right." : `${first.path}: ${first.message}`, {
          more: { errors },
        });
      }
      return detail(params.key, call);
    },

    async retireCustomer({ params }, call) {
      if ((await findCustomer(read, params.key)) === null) throw notFound("customer");
      if (!(await retireCustomer(deps, params.key, actorOfCall(call)))) {
        throw new ApiProblem("not-allowed", "This customer is retired already.");
      }
      return detail(params.key, call);
    },
  };
}

function showCustomer(row: CustomerRow, given: { timeZone: string; withFees: boolean }) {
  return {
    key: row.key,
    name: row.name,
    contracts: row.contracts.map(({ body, validFrom, validTo }) => {
      const { fee, ...terms } = body as unknown as Omit<Contract, "from" | "until">;
      return {
        ...terms,
        from: printMoment(validFrom, given.timeZone),
        ...(validTo !== null && { until: printMoment(validTo, given.timeZone) }),
        ...(given.withFees && fee !== undefined && { fee }),
      };
    }),
    revision: row.revision,
    retiredAt: toIsoOrNull(row.retiredAt),
  };
}
