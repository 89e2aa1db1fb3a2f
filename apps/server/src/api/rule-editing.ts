import {
  actionFields,
  calendarQuestions,
  obligationKinds,
  parseEventId,
  type RoutingField,
  type RoutingObject,
  rotationQuestions,
  routingSchema,
  ruleTemplateNames,
} from "@signalbox/core";
import { loadSeenValues } from "@signalbox/database";
import {
  loadRouting,
  previewRuleAction,
  type RoutingSnapshot,
  servedBy,
  TemplateSandbox,
  tryCondition,
} from "@signalbox/pipeline";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { showClause } from "./explain-events.ts";
import { type Handlers, notFound } from "./handlers.ts";

/** What the editor of rules asks while somebody writes: nothing is saved or sent. */
export function ruleEditingHandlers(
  deps: ServerDeps,
): Pick<Handlers, "getRuleVocabulary" | "tryCondition" | "previewRuleAction"> {
  const sandbox = new TemplateSandbox();
  return {
    async getRuleVocabulary() {
      const [routing, seen] = await Promise.all([loadRouting(deps.db), loadSeenValues(deps.db.read)]);
      return {
        names: [...schemaNames(withKeys(routing, seen)), ...labelNames(seen)],
        calendars: [...routing.calendars.keys()].map((key) => ({ key, questions: Object.values(calendarQuestions) })),
        rotations: [...routing.rotations.keys()].map((key) => ({ key, questions: Object.values(rotationQuestions) })),
        teams: [...routing.teams.values()].map(({ key, name }) => ({ key, name })),
        connections: [...routing.connections.values()]
          .filter((one) => !one.isRetired && one.capabilities !== null)
          .map((one) => ({
            key: one.key,
            name: one.key,
            actions: [...(one.capabilities?.actions ?? [])],
            servedBy: servedBy(routing, one),
          })),
        actions: Object.entries(actionFields).map(([kind, fields]) => {
          const opens = obligationKinds.some((one) => one === kind);
          return {
            kind,
            opens,
            groups: opens && kind === "ticket",
            fields: Object.entries(fields).map(([name, spec]) => ({
              name,
              shape: spec.shape,
              required: "required" in spec && spec.required === true,
            })),
          };
        }),
        templates: [...ruleTemplateNames].flatMap(([name, fields]) =>
          fields === null ? [name] : fields.size === 0 ? [name] : [...fields].map((field) => `${name}.${field}`),
        ),
      };
    },

    async tryCondition({ body }) {
      const tried = await tryCondition(deps, body);
      return {
        problems: tried.problems,
        tree: tried.tree === null ? null : { ...tried.tree },
        events: tried.events.map(({ verdict, clauses, ...event }) => ({
          ...event,
          outcome: verdict.outcome,
          reason:
            verdict.outcome === "not-evaluable"
              ? verdict.problem.message
              : verdict.outcome === "absent"
                ? `there is no ${verdict.name} for this event`
                : null,
          clauses: clauses.map(showClause),
        })),
      };
    },

    async previewRuleAction({ body }) {
      const event = parseEventId(body.event);
      if (event === null) throw notFound("event");
      const preview = await previewRuleAction({ ...deps, sandbox }, { action: body.action, event });
      if (preview === null) throw new ApiProblem("not-allowed", "What rules saw of this event is not kept.");
      return preview;
    },
  };
}

function schemaNames(seen: ReadonlyMap<string, readonly string[]>) {
  const objects: [string, RoutingObject][] = Object.entries(routingSchema);
  return objects.flatMap(([name, object]) =>
    Object.entries(object.fields).map(([field, spec]: [string, RoutingField]) => {
      const path = `${name}.${field}`;
      const { type, about } = spec;
      const values = [...(spec.values ?? seen.get(path) ?? [])];
      return {
        path,
        type,
        nullable: spec.nullable || object.nullable,
        about,
        values,
        closed: spec.values !== undefined,
      };
    }),
  );
}

function labelNames(seen: ReadonlyMap<string, readonly string[]>) {
  return [...seen].flatMap(([name, values]) => {
    if (!name.startsWith("labels.")) return [];
    const label = name.slice("labels.".length);
    const path = /^[A-Za-z_]\w*$/.test(label) ? name : `labels[${JSON.stringify(label)}]`;
    const about = "a label of the sender; has() asks whether it is there";
    return [{ path, type: "text" as const, nullable: false, about, values: [...values], closed: false }];
  });
}

function withKeys(routing: RoutingSnapshot, seen: ReadonlyMap<string, string[]>): Map<string, string[]> {
  const sources = [...routing.sources.values()];
  const components = [...routing.components.values()];
  const teams = [...routing.teams.values()];
  const unique = (values: string[]) => [...new Set(values)].slice(0, 500);
  return new Map([
    ...seen,
    ["source.key", unique(sources.map(({ key }) => key))],
    ["source.name", unique(sources.map(({ name }) => name))],
    ["source.sender", unique(sources.map(({ sender }) => sender))],
    ["component.key", unique(components.map(({ key }) => key))],
    ["component.name", unique(components.map(({ name }) => name))],
    ["team.key", unique(teams.map(({ key }) => key))],
    ["team.name", unique(teams.map(({ name }) => name))],
  ]);
}
