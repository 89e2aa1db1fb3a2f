import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { pageOf, pageQuery } from "./page.ts";
import { instant, objectKey } from "./scalar.ts";

export const journalEntry = z
  .object({
    id: z.string(),
    at: instant,
    actorKind: z.enum(["system", "sender", "person", "token", "config"]),
    actor: z.string(),
    verb: z.string(),
    subjectKind: z.string(),
    subject: z.string(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "JournalEntry" });
export type JournalEntry = z.infer<typeof journalEntry>;
export const listJournal = defineRoute({
  method: "GET",
  path: "/api/v1/journal",
  summary: "What happened and who or what did it, newest first",
  query: pageQuery.extend({
    actorKind: journalEntry.shape.actorKind.optional(),
    subjectKind: z.string().max(60).optional(),
    subject: z.string().max(200).optional(),
  }),
  status: 200,
  answer: pageOf(journalEntry),
});

export const rejection = z
  .object({
    id: z.string(),
    source: objectKey.nullable(),
    reason: z.string(),
    status: z.number().int(),
    remoteAddress: z.string().nullable(),
    hint: z.string().nullable(),
    occurrences: z.number().int(),
    firstAt: instant,
    lastAt: instant,
  })
  .meta({ id: "Rejection" });
export type Rejection = z.infer<typeof rejection>;
export const listRejections = defineRoute({
  method: "GET",
  path: "/api/v1/rejections",
  summary: "Refused requests to the hooks, seen last first",
  query: pageQuery.extend({ source: objectKey.optional() }),
  status: 200,
  answer: pageOf(rejection),
});
