import { z } from "zod";
import { action } from "./actions.ts";
import { defineRoute } from "./api-route.ts";
import { run } from "./run.ts";
import { idParams, instant, objectKey, reason } from "./scalar.ts";

export const getRunOutput = defineRoute({
  method: "GET",
  path: "/api/v1/runs/{id}/output",
  summary: "What a run has printed after a piece, and how it is; ask again with the number of the last piece",
  params: idParams,
  query: z.object({ after: z.coerce.number().int().min(0).default(0) }),
  status: 200,
  answer: z
    .object({
      run,
      pieces: z.array(
        z.object({
          number: z.number().int(),
          at: instant,
          stream: z.enum(["out", "err", "note"]).meta({ description: "note: what Signalbox says of it" }),
          text: z.string(),
        }),
      ),
    })
    .meta({ id: "RunOutput" }),
});

const parameter = z.object({
  name: z.string(),
  about: z.string().nullable(),
  type: z.enum(["text", "integer", "choice"]),
  pattern: z.string().nullable(),
  least: z.number().nullable(),
  most: z.number().nullable(),
  of: z.array(z.string()),
  default: z.string().nullable(),
});
export const runbook = z
  .object({
    connection: objectKey,
    key: z.string(),
    name: z.string(),
    about: z.string(),
    destructive: z.boolean(),
    coolDownMs: z.number(),
    parameters: z.array(parameter),
    command: z
      .object({
        argv: z.array(z.string()),
        cwd: z.string(),
        user: z.string().nullable(),
        timeoutMs: z.number(),
        files: z.array(z.object({ path: z.string(), sha256: z.string() })),
      })
      .nullable()
      .meta({ description: "of a local command; null: it runs elsewhere" }),
    problem: z.string().nullable().meta({ description: "why it can't be run" }),
  })
  .meta({ id: "Runbook" });
export type Runbook = z.infer<typeof runbook>;
export const listRunbooks = defineRoute({
  method: "GET",
  path: "/api/v1/runbooks",
  summary: "The known fixes that rules and people may order; who may change them writes the file or the connection",
  status: 200,
  answer: z.object({
    items: z.array(runbook),
    file: z
      .object({
        path: z.string(),
        sha256: z.string().nullable(),
        problem: z.string().nullable(),
        readAt: instant.meta({ description: "when a worker has read it last" }),
      })
      .nullable()
      .meta({ description: "the allow-list of local commands; null: no worker has one" }),
  }),
});

export const orderRemediation = defineRoute({
  method: "POST",
  path: "/api/v1/incidents/{id}/remediate",
  summary: "Run a known fix for an incident; what is destructive waits for somebody else's yes",
  params: idParams,
  body: z.object({
    connection: objectKey,
    runbook: objectKey,
    arguments: z.record(z.string().max(63), z.string().max(500)).default({}),
    reason,
  }),
  status: 202,
  answer: action,
});
