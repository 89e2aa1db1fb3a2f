import {
  type ConnectionKind,
  callLimitsOf,
  connectionKindByKey,
  connectionKinds,
  limitForm,
} from "@signalbox/connections";
import { toIso, toIsoOrNull } from "@signalbox/core";
import { findConnection, journalChange, listConnections, listJournal, resumeConnection } from "@signalbox/database";
import { z } from "zod";
import { ApiProblem } from "../http/api-problem.ts";
import type { ServerDeps } from "../server-deps.ts";
import { actorOfCall, type Handlers, notFound } from "./handlers.ts";
import { loadShownSecrets } from "./kept-secrets.ts";
import { pageOfRows } from "./page-of-rows.ts";

type ConnectionRow = NonNullable<Awaited<ReturnType<typeof findConnection>>>;

export function connectionHandlers(
  deps: ServerDeps,
): Pick<Handlers, "listConnections" | "getConnection" | "resumeConnection" | "listConnectionKinds"> {
  const { db } = deps;
  const { read } = db;
  return {
    listConnections: ({ query }) =>
      pageOfRows(query, {
        key: z.string(),
        fetch: (page) => listConnections(read, { retired: query.retired }, page),
        keyOf: (row) => row.key,
        item: showConnection,
      }),

    async resumeConnection({ params }, call) {
      const found = await findConnection(read, params.key);
      if (found === null) throw notFound("connection");
      const by = { actor: actorOfCall(call), now: deps.now() };
      await db.transaction(async (tx) => {
        if (!(await resumeConnection(tx, found.id, by.now))) {
          throw new ApiProblem("not-allowed", "This connection is not paused.");
        }
        await journalChange(tx, by, "connection", found.key, "resumed");
      });
      return showConnection((await findConnection(read, params.key))!);
    },

    getConnection: ({ params }) => showConnectionDetail(deps, params.key),

    async listConnectionKinds() {
      return { items: connectionKinds.map(showKind) };
    },
  };
}

/** One connection with its settings, limits and last changes. @throws ApiProblem where there is none. */
export async function showConnectionDetail(deps: ServerDeps, key: string) {
  const { read } = deps.db;
  const found = await findConnection(read, key);
  if (found === null) throw notFound("connection");
  const kind = readKind(found);
  const history = await listJournal(read, { subjectKind: "connection", subjectId: key }, { after: null, limit: 20 });
  return {
    ...showConnection(found),
    config: found.config,
    capabilities: kind?.capabilities ?? null,
    limits: kind?.limits ?? null,
    secrets: await loadShownSecrets(deps, "connection", found.id),
    history: history.map(({ at, verb, actor, details }) => ({
      at: toIso(at),
      what: verb.replace("connection.", ""),
      actor,
      details,
    })),
  };
}

const steps = ["find", "create", "update", "close", "reopen", "read", "send"] as const;

function showKind(kind: ConnectionKind) {
  const { key, name, nativeAs, guide, proof, form } = kind;
  const { about, credentials, rights, traps, example } = guide;
  return {
    key,
    name,
    about,
    credentials: [...credentials],
    rights,
    traps: [...traps],
    nativeAs: nativeAs ?? null,
    proof: proof.status,
    unproven: steps.filter((step) => proof.steps?.[step] === "unproven"),
    source: proof.source,
    example: { ...example },
    form: [...form, ...limitForm(kind)].map(({ options = [], placeholder = null, ...field }) => ({
      ...field,
      options: options.map((option) => ({ ...option })),
      placeholder,
    })),
  };
}

// What a stored configuration can do; null where this version can't read it any more.
function readKind(row: ConnectionRow) {
  const kind = connectionKindByKey(row.kind);
  const config = kind?.configSchema.safeParse(row.config);
  if (!kind || !config?.success) return null;
  const { concurrency, intervalMs } = callLimitsOf(kind, config.data);
  const limits = { concurrency, intervalMs, timeoutMs: kind.timeoutMs(config.data) };
  return { grade: kind.grade(config.data), capabilities: kind.capabilities(config.data), limits };
}

function showConnection(row: ConnectionRow) {
  const kind = readKind(row);
  const opens =
    kind?.capabilities.actions.some((action) => ["ticket", "status-post", "page"].includes(action)) ?? false;
  return {
    key: row.key,
    name: row.name,
    kind: row.kind,
    grade: kind !== null && opens ? kind.grade : null,
    actions: [...(kind?.capabilities.actions ?? [])],
    health: {
      breaker: row.breaker ?? "closed",
      openUntil: toIsoOrNull(row.openUntil),
      pausedAt: toIsoOrNull(row.pausedAt),
      pausedReason: row.pausedReason,
    },
    openObligations: row.openObligations,
    waitingActions: row.waitingActions,
    revision: row.revision,
    createdAt: toIso(row.createdAt),
    updatedAt: toIso(row.updatedAt),
    retiredAt: toIsoOrNull(row.retiredAt),
  };
}
