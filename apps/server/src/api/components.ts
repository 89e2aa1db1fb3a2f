import { type ComponentEntry, printMoment } from "@signalbox/contract";
import { policyInForce, toIso, toIsoOrNull } from "@signalbox/core";
import {
  type ComponentNow,
  type DatedSetting,
  listComponentHistory,
  listComponents,
  listTeams,
  loadPolicies,
} from "@signalbox/database";
import { changeComponent } from "@signalbox/pipeline";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { type ApiCall, actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { hidesCost } from "./hides-cost.ts";
import { pageOfRows } from "./page-of-rows.ts";
import { refuseEntry } from "./refuse-entry.ts";

export function componentHandlers(
  deps: ServerDeps,
): Pick<Handlers, "listComponents" | "getComponent" | "saveComponent" | "listTeams"> {
  const { read } = deps.db;
  return {
    listComponents: ({ query }, call) =>
      pageOfRows(query, {
        key: z.string(),
        fetch: (page) => listComponents(read, { team: query.team, retired: query.retired, now: deps.now() }, page),
        keyOf: (row) => row.key,
        item: (row) => showComponent(row, call),
      }),

    getComponent: ({ params }, call) => detail(params.key, call),

    async saveComponent({ params, body }, call) {
      const { revision, name, costCentre, glAccount, ...timelines } = body;
      const given = Object.entries({ name, costCentre, glAccount }).filter(
        ([, value]) => value !== null && value !== "",
      );
      const dated = Object.entries(timelines).filter(([, lines]) => lines.length > 0);
      const entry = { key: params.key, ...Object.fromEntries([...given, ...dated]) } as ComponentEntry;
      const saved = await changeComponent(deps, entry, revision, actorOfCall(call));
      if (saved.outcome === "conflict") throw new ApiProblem("conflict", saved.reason);
      if (saved.outcome === "refused") throw refuseEntry(saved.problems, (path) => `body.${path}`);
      return detail(params.key, call);
    },

    listTeams: ({ query }) =>
      pageOfRows(query, {
        key: z.string(),
        fetch: (page) => listTeams(read, { retired: query.retired, now: deps.now() }, page),
        keyOf: (row) => row.key,
        item: (row) => ({
          key: row.key,
          name: row.name,
          lead: row.lead,
          onCall: row.onCall,
          components: row.components,
          revision: row.revision,
          retiredAt: toIsoOrNull(row.retiredAt),
        }),
      }),
  };

  async function detail(key: string, call: ApiCall) {
    const [found] = await listComponents(read, { key, retired: true, now: deps.now() }, { after: null, limit: 1 });
    if (found === undefined) throw notFound("component");
    const { timeZone } = policyInForce(await loadPolicies(read), deps.now());
    const all = await listComponentHistory(read, key);
    const history = hidesCost(call) ? all.filter(({ setting }) => setting !== "cost") : all;
    return {
      ...showComponent(found, call),
      history: history.map((one) => ({ ...one, from: toIso(one.from), to: toIsoOrNull(one.to) })),
      timelines: timelinesOf(history, timeZone),
    };
  }
}

function showComponent(row: ComponentNow, call: ApiCall) {
  const { ratePerMinute, currency, ...rest } = row;
  const isUnseen = ratePerMinute === null || currency === null || hidesCost(call);
  const cost = isUnseen ? null : { perMinute: ratePerMinute, currency };
  return { ...rest, cost, retiredAt: toIsoOrNull(row.retiredAt) };
}

/** As the form and the config file write them; where one ends as the next begins, its end is left out. */
function timelinesOf(history: readonly DatedSetting[], zone: string) {
  const linesOf = <Fields extends object>(setting: DatedSetting["setting"], fieldsOf: (value: string) => Fields) => {
    const lines = history.filter((line) => line.setting === setting);
    return lines.map((line, index) => ({
      ...fieldsOf(line.value),
      ...(line.from !== 0 && { from: printMoment(line.from, zone) }),
      ...(line.to !== null && line.to !== lines[index + 1]?.from && { until: printMoment(line.to, zone) }),
    }));
  };
  return {
    team: linesOf("team", (value) => ({ value })),
    tier: linesOf("tier", (value) => ({ value: Number(value) })),
    cost: linesOf("cost", (value) => {
      const [perMinute = "", currency = ""] = value.split(" ");
      return { perMinute, currency };
    }),
    sla: linesOf("slaTarget", (target) => ({ target })),
  };
}
