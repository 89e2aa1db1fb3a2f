import type { KeyObject } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import type { Sender } from "../sender.ts";
import { readCertificate } from "../verify/verify-sns.ts";

const instant = z.iso.datetime().transform((text) => Date.parse(text));

const eventSchema = z.strictObject({
  type: z.enum(["opened", "acknowledged", "updated", "resolved", "test"]),
  correlationKey: z.string(),
  occurredAt: instant.nullable(),
  startedAt: instant.nullable(),
  monitor: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  severity: z.enum(["critical", "high", "medium", "low", "info", "unknown"]),
  summary: z.string(),
  url: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  drift: z.array(z.string()),
});

const requestSchema = z.strictObject({
  kind: z.enum(["subscription", "unsubscription", "token"]),
  topic: z.string().optional(),
  address: z.string().optional(),
  token: z.string().optional(),
});

const casesSchema = z.strictObject({
  secret: z.string(),
  /** A file beside it that holds the certificate with which its samples are signed. */
  certificate: z.string().optional(),
  deliveries: z.array(
    z
      .strictObject({
        file: z.string(),
        now: instant,
        headers: z.record(z.string(), z.string()),
        identity: z.discriminatedUnion("basis", [
          z.strictObject({ basis: z.literal("sender"), id: z.string() }),
          z.strictObject({ basis: z.enum(["derived", "fresh"]) }),
        ]),
        events: z.array(eventSchema).min(1).optional(),
        /** Why it holds no event. */
        ignored: z.string().optional(),
        asks: requestSchema.optional(),
      })
      .refine((delivery) => (delivery.events === undefined) !== (delivery.ignored === undefined), "events or ignored"),
  ),
});

export interface SampleCase extends z.output<typeof casesSchema.shape.deliveries.element> {
  body: Buffer;
}

export interface SenderCases {
  secret: string;
  certificate: KeyObject | null;
  deliveries: SampleCase[];
}

/** The samples of a sender's folder with what `cases.json` beside them expects. Throws for a sample that it leaves out. */
export function loadCases(sender: Sender): SenderCases {
  const folder = new URL(`../senders/${sender.key}/samples/`, import.meta.url);
  const cases = casesSchema.parse(JSON.parse(readFileSync(new URL("cases.json", folder), "utf8")));
  const files = cases.deliveries.map((delivery) => delivery.file);
  const named = ["cases.json", ...files, ...(cases.certificate === undefined ? [] : [cases.certificate])].sort();
  const present = readdirSync(folder).sort();
  if (named.join() !== present.join())
    throw new Error(`cases.json of ${sender.key} and its samples differ: ${present}`);
  return {
    secret: cases.secret,
    certificate:
      cases.certificate === undefined
        ? null
        : readCertificate(readFileSync(new URL(cases.certificate, folder), "utf8")),
    deliveries: cases.deliveries.map((delivery) => ({
      ...delivery,
      body: readFileSync(new URL(delivery.file, folder)),
    })),
  };
}
