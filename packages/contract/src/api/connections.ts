import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { pageOf, pageQuery } from "./page.ts";
import { instant, keyParams, objectKey } from "./scalar.ts";
import { keptSecret } from "./sources.ts";

export const connection = z
  .object({
    key: objectKey,
    name: z.string(),
    kind: z.string(),
    grade: z
      .enum(["A", "B", "C"])
      .nullable()
      .meta({ description: "how surely it opens one and only one; null where it opens nothing" }),
    actions: z.array(z.string()),
    health: z.object({
      breaker: z.enum(["closed", "open", "half_open"]),
      openUntil: instant.nullable(),
      pausedAt: instant.nullable(),
      pausedReason: z.string().nullable(),
    }),
    openObligations: z.number().int(),
    waitingActions: z.number().int(),
    revision: z.number().int(),
    createdAt: instant,
    updatedAt: instant,
    retiredAt: instant.nullable(),
  })
  .meta({ id: "Connection" });
export type Connection = z.infer<typeof connection>;
export const listConnections = defineRoute({
  method: "GET",
  path: "/api/v1/connections",
  summary: "Connections, by key",
  query: pageQuery.extend({ retired: z.stringbool().default(false) }),
  status: 200,
  answer: pageOf(connection),
});
/** One field of a form, as its kind describes it. `path` is its place in the configuration: `auth`, `ticket.create.path`. */
export const formField = z
  .object({
    path: z.string(),
    label: z.string(),
    help: z.string().nullable(),
    type: z.enum([
      "line",
      "text",
      "url",
      "number",
      "flag",
      "choice",
      "list",
      "pairs",
      "duration",
      "template",
      "json",
      "secret",
      "auth",
    ]),
    required: z.boolean(),
    options: z.array(z.object({ value: z.string(), label: z.string() })),
    placeholder: z.string().nullable(),
  })
  .meta({ id: "FormField" });
export type FormField = z.infer<typeof formField>;

export const connectionKind = z
  .object({
    key: z.string(),
    name: z.string(),
    about: z.string(),
    credentials: z.array(z.string()).meta({ description: "how to make the credential there, step by step" }),
    rights: z.string(),
    traps: z.array(z.string()),
    nativeAs: z
      .string()
      .nullable()
      .meta({ description: "as senders name it among what they serve themselves (`natives`); null: none does" }),
    proof: z.enum(["published-sample", "tried", "unproven"]),
    unproven: z
      .array(z.enum(["find", "create", "update", "close", "reopen", "read", "send"]))
      .meta({ description: "steps that were checked against nothing of its makers, where others were" }),
    source: z.string().meta({ description: "address of the documentation that its calls were written from" }),
    form: z.array(formField),
    example: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "ConnectionKind" });
export type ConnectionKindInfo = z.infer<typeof connectionKind>;
export const listConnectionKinds = defineRoute({
  method: "GET",
  path: "/api/v1/connection-kinds",
  summary: "Kinds of outside systems that can be called, with the form of each",
  status: 200,
  answer: z.object({ items: z.array(connectionKind) }),
});

const connectionDetail = connection
  .extend({
    config: z.record(z.string(), z.unknown()),
    capabilities: z
      .object({
        find: z.boolean(),
        update: z.boolean(),
        close: z.boolean(),
        reopen: z.boolean(),
        read: z.boolean(),
      })
      .nullable()
      .meta({ description: "null where this version can't read the configuration any more" }),
    limits: z
      .object({
        concurrency: z.number().int().meta({ description: "calls under way at once, over all processes" }),
        intervalMs: z.number().nullable().meta({ description: "least time between two calls; null: no rate" }),
        timeoutMs: z.number().int(),
      })
      .nullable(),
    secrets: z.array(keptSecret),
    history: z
      .array(z.object({ at: instant, what: z.string(), actor: z.string(), details: z.record(z.string(), z.unknown()) }))
      .meta({ description: "its last 20 changes, newest first: breaker, pauses, settings, tests" }),
  })
  .meta({ id: "ConnectionDetail" });
export type ConnectionDetail = z.infer<typeof connectionDetail>;

export const getConnection = defineRoute({
  method: "GET",
  path: "/api/v1/connections/{key}",
  summary: "One connection with its configuration; credentials only as {kept: true}",
  params: keyParams,
  status: 200,
  answer: connectionDetail,
});
export const resumeConnection = defineRoute({
  method: "POST",
  path: "/api/v1/connections/{key}/resume",
  summary: "Use a paused connection again, after its credentials were mended",
  params: keyParams,
  status: 200,
  answer: connection,
});

/** Settings as a form holds them. In `config` each credential is `{"kept": true}`, to leave what is stored, or
 *  `{"value": "…"}`. */
const connectionSettings = z.object({
  name: z.string().trim().min(1).max(200),
  kind: z.string().min(1).max(63),
  config: z.record(z.string(), z.unknown()),
});
export const saveConnection = defineRoute({
  method: "PUT",
  path: "/api/v1/connections/{key}",
  summary: "Make a connection, or change it; the same model that the config file has",
  params: keyParams,
  body: connectionSettings.extend({
    revision: z.number().int().min(0).meta({ description: "the one that was read; 0 makes a new connection" }),
  }),
  status: 200,
  answer: connectionDetail,
});
export const retireConnection = defineRoute({
  method: "POST",
  path: "/api/v1/connections/{key}/retire",
  summary: "Take a connection out of use; what it opened is still closed through it",
  params: keyParams,
  status: 200,
  answer: connectionDetail,
});
export const connectionTest = z
  .object({
    ok: z.boolean(),
    trouble: z.string().nullable().meta({ description: "`credentials`, `name-not-found`, `blocked-address` …" }),
    sentence: z.string().meta({ description: "what is so, and in trouble what to do" }),
    durationMs: z.number().int(),
    calls: z.array(
      z.object({
        asks: z.string(),
        status: z.number().int().nullable(),
        durationMs: z.number().int(),
        sentence: z.string(),
      }),
    ),
  })
  .meta({ id: "ConnectionTest" });
export type ConnectionTest = z.infer<typeof connectionTest>;
export const testConnection = defineRoute({
  method: "POST",
  path: "/api/v1/connections/{key}/test",
  summary: "Make a harmless real call and say in words what it shows; with settings: with these, unsaved",
  params: keyParams,
  body: z.object({ settings: connectionSettings.optional() }),
  status: 200,
  answer: connectionTest,
});

export const checkFinding = z
  .object({
    obligationId: z.string(),
    incidentId: z.string(),
    incidentTitle: z.string(),
    kind: z.enum(["ticket", "status-post", "page"]),
    externalId: z.string().nullable(),
    externalUrl: z.string().nullable(),
    finding: z.enum(["missing", "closed-by-hand", "open-though-settled", "doubled", "not-readable"]),
    detail: z.string(),
    advice: z.string().meta({ description: "what to do" }),
    foundAt: instant,
  })
  .meta({ id: "CheckFinding" });
export type CheckFinding = z.infer<typeof checkFinding>;
export const obligationCheck = z
  .object({
    id: z.string(),
    askedBy: z.string(),
    startedAt: instant,
    finishedAt: instant.nullable(),
    total: z.number().int().meta({ description: "obligations that are open, or were settled in the last 30 days" }),
    looked: z.number().int(),
    asExpected: z.number().int(),
    error: z.string().nullable().meta({ description: "why it ended early" }),
    findings: z.array(checkFinding),
  })
  .meta({ id: "ObligationCheck" });
export type ObligationCheck = z.infer<typeof obligationCheck>;
export const startObligationCheck = defineRoute({
  method: "POST",
  path: "/api/v1/connections/{key}/check",
  summary: "Compare what we think is open or closed there with what the system really holds; runs in the background",
  params: keyParams,
  status: 202,
  answer: obligationCheck,
});
export const getObligationCheck = defineRoute({
  method: "GET",
  path: "/api/v1/connections/{key}/check",
  summary: "The last comparison, with its progress while it runs",
  params: keyParams,
  status: 200,
  answer: z.object({ check: obligationCheck.nullable() }),
});
