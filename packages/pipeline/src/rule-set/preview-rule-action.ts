import { connectionKindByKey } from "@signalbox/connections";
import {
  compileRuleSet,
  type EpochMs,
  type OrderedAction,
  type RoutingContext,
  type RuleAction,
  resolveFields,
  type TemplateTree,
} from "@signalbox/core";
import { type Database, findConnection, loadEventContexts } from "@signalbox/database";
import { requestToKeep } from "../perform/request-to-keep.ts";
import { loadWorld } from "../process/load-world.ts";
import { onCallOfTeam } from "../process/routing-context.ts";
import { loadRouting } from "../routing/load-routing.ts";
import type { TemplateSandbox } from "./template-sandbox.ts";

export interface PreviewDeps {
  db: Pick<Database, "transaction" | "read">;
  sandbox: TemplateSandbox;
  now(): EpochMs;
}

export interface RuleActionPreview {
  fields: Record<string, TemplateTree>;
  /** Of the call, where its connection can be used. */
  body: string | null;
  problem: string | null;
  /** The team it is for, and who is on call there now. */
  who: { team: string; person: string | null; basis: string | null; askedAt: string | null } | null;
}

/** What an action as it is being written would send for an event; sends nothing. Null where there is no such event. */
export async function previewRuleAction(
  deps: PreviewDeps,
  asked: { action: unknown; event: { deliveryId: string; ordinal: number } },
): Promise<RuleActionPreview | null> {
  const contexts = await loadEventContexts(deps.db.read, asked.event.deliveryId);
  const stored = contexts.find(({ ordinal }) => ordinal === asked.event.ordinal)?.context;
  if (stored === undefined || stored === null) return null;
  // Written by our own routing stage in exactly this shape.
  const context = stored as unknown as RoutingContext;
  const made = compileRuleSet({ rules: [{ key: "previewed", do: [asked.action as RuleAction] }] });
  if (made.outcome === "invalid") return { ...nothing, problem: made.problems[0]?.message ?? "it can't be read" };
  const action = made.ruleSet.rules[0]!.actions[0]!;
  const fields = resolveFields(action.kind, action.fields, context.component?.tier ?? null);
  return previewOrder(deps, { ...action, fields }, context);
}

const nothing = { fields: {}, body: null, who: null };

/** What an action that was ordered would send where this is what rules saw; sends nothing. */
export async function previewOrder(
  deps: PreviewDeps,
  { kind, connection, fields }: Pick<OrderedAction, "kind" | "connection" | "fields">,
  context: RoutingContext,
): Promise<RuleActionPreview> {
  const action = { kind, connection };
  const who = await whoGetsIt(deps, kind, fields, context);
  const scope = { ...context, ...notThereYet, link: null, failure: null };
  const rendered = await deps.sandbox.render({ kind: action.kind, fields, scope });
  if (rendered.outcome === "not-rendered") {
    const { path, message } = rendered.problem;
    return { ...nothing, who, problem: path === "" ? message : `${path}: ${message}` };
  }
  const title = "title" in rendered.value ? { title: rendered.value.title ?? context.incident.title } : {};
  const own = { ...rendered.value, ...title };
  const body = await bodyOf(deps, action, { ...scope, action: { ...own, mayRepeat: false, acknowledgeUrl: null } });
  return { fields: own, body, who, problem: null };
}

const reference = "sbx-reference-of-what-it-opens";
const notThereYet = {
  obligation: { reference, externalId: null, externalUrl: null, previousId: null, previousUrl: null },
  resolution: { note: "", durationSeconds: null, resolvedAt: null },
};

async function whoGetsIt(
  deps: { db: Pick<Database, "transaction" | "read">; now(): EpochMs },
  kind: string,
  fields: Readonly<Record<string, unknown>>,
  context: RoutingContext,
): Promise<RuleActionPreview["who"]> {
  const asksOnCall = kind === "page" || JSON.stringify(fields).includes("onCall");
  const key = typeof fields.team === "string" ? fields.team : (context.team?.key ?? null);
  if (!asksOnCall || key === null) return null;
  const routing = await loadRouting(deps.db);
  const now = deps.now();
  const world = await deps.db.transaction((tx) => loadWorld(tx, { routing, now }, []));
  const onCall = onCallOfTeam(routing, routing.teamsByKey.get(key) ?? null, world, now);
  if (onCall === null) return { team: key, person: null, basis: null, askedAt: null };
  return { team: key, person: onCall.email ?? onCall.name, basis: onCall.basis, askedAt: onCall.askedAt };
}

async function bodyOf(
  deps: { db: Pick<Database, "read"> },
  action: { kind: string; connection: string },
  scope: Record<string, unknown>,
): Promise<string | null> {
  const connection = await findConnection(deps.db.read, action.connection);
  const kind = connection === null ? null : connectionKindByKey(connection.kind);
  const config = kind?.configSchema.safeParse(connection?.config);
  if (kind === null || config?.success !== true) return null;
  const opens = action.kind === "ticket" || action.kind === "status-post" || action.kind === "page";
  const planned = kind.plan(opens ? "create" : "send", {
    config: config.data,
    idempotencyKey: `${reference}-create-1`,
    scope,
    obligation: opens ? { reference, externalId: null } : null,
    now: 0,
  });
  if (planned.outcome === "not-possible") return null;
  const { body, message } = requestToKeep(kind, planned.request) as { body?: unknown; message?: { text?: unknown } };
  const shown = body ?? message?.text;
  return typeof shown === "string" ? shown : null;
}
