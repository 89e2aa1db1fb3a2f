import { z } from "zod";
import { sourceSettingsChange } from "../config/source-settings.ts";
import { defineRoute } from "./api-route.ts";
import { pageOf, pageQuery } from "./page.ts";
import { instant, keyParams, objectKey, printedId } from "./scalar.ts";

export const sender = z
  .object({
    key: z.string(),
    name: z.string(),
    signs: z.boolean().meta({ description: "its scheme proves the body" }),
    scheme: z.string(),
    natives: z.array(z.string()).meta({ description: "chat and paging tools that it serves itself" }),
    nativesLink: z.string().nullable(),
    takesSecret: z.boolean().meta({ description: "its sources have a secret" }),
    sendsByGet: z.boolean(),
    sendsIds: z.boolean(),
    timeLimit: z.string().nullable().meta({ description: "how long it waits for the answer" }),
    testEvent: z.string().meta({ description: "how a test event is made with it" }),
    proof: z.string().meta({ description: "what our reading of it rests on" }),
    doubts: z.string().nullable().meta({ description: "what is not certain about it" }),
    setup: z.object({ steps: z.array(z.string()), link: z.string().nullable() }),
    retry: z.string(),
  })
  .meta({ id: "Sender" });
export type SenderInfo = z.infer<typeof sender>;
export const listSenders = defineRoute({
  method: "GET",
  path: "/api/v1/senders",
  summary: "Kinds of monitoring tools that are known",
  status: 200,
  answer: z.object({ items: z.array(sender) }),
});

/** Credentials are write-only: `shown` is dots and the last four characters (of short ones nothing). */
export const keptSecret = z
  .object({
    id: z.string(),
    field: z.string(),
    label: z.string(),
    shown: z.string(),
    createdAt: instant,
    expiresAt: instant.nullable(),
  })
  .meta({ id: "KeptSecret" });

export const source = z
  .object({
    key: objectKey,
    name: z.string(),
    sender: z.string(),
    senderName: z.string(),
    scheme: z.string(),
    signed: z.boolean().meta({ description: "false: anyone who knows the URL can post; shown as unsigned everywhere" }),
    advice: z.array(z.string()).meta({ description: "what would make it safer" }),
    settings: z.record(z.string(), z.unknown()).meta({ description: "what differs from the usual" }),
    sendsByGet: z.boolean().meta({ description: "its tool can send by GET" }),
    networks: z.array(z.string()).meta({ description: "from where it takes deliveries; empty: from anywhere" }),
    auth: z
      .record(z.string(), z.unknown())
      .meta({ description: "how it proves itself where that is not its sender's way; as in the config file" }),
    secrets: z.array(keptSecret),
    lastDeliveryAt: instant.nullable(),
    test: z
      .object({
        everySeconds: z.number().int(),
        asked: z.boolean().meta({ description: "false: it says nothing, so any delivery is proof enough" }),
        lastAt: instant.nullable().meta({ description: "the last test event" }),
        dueAt: instant.meta({ description: "a proof that has not come by then is a failure that pages" }),
      })
      .meta({ description: "how often its path must be proven by a test event" }),
    deliveries24h: z.number().int().meta({ description: "counted up to 100,000" }),
    revision: z.number().int(),
    createdAt: instant,
    updatedAt: instant,
    retiredAt: instant.nullable(),
  })
  .meta({ id: "Source" });
export type Source = z.infer<typeof source>;

/** The URL holds the token: shown once after it was made, and again on request, which the journal keeps. */
export const sourceUrl = z.object({ url: z.string(), curl: z.string().nullable() });

export const listSources = defineRoute({
  method: "GET",
  path: "/api/v1/sources",
  summary: "Sources, by key",
  query: pageQuery.extend({ retired: z.stringbool().default(false) }),
  status: 200,
  answer: pageOf(source),
});
export const getSource = defineRoute({
  method: "GET",
  path: "/api/v1/sources/{key}",
  summary: "One source",
  params: keyParams,
  status: 200,
  answer: source,
});
export const madeSource = z
  .object({
    source,
    url: z.string(),
    secret: z.string().nullable().meta({ description: "where one was made for a sender that signs; shown this once" }),
  })
  .meta({ id: "MadeSource" });
export type MadeSource = z.infer<typeof madeSource>;
export const createSource = defineRoute({
  method: "POST",
  path: "/api/v1/sources",
  summary: "Make a source with its URL and, for a sender that signs, a secret",
  body: z.object({
    key: objectKey,
    name: z.string().trim().min(1).max(200).optional(),
    sender: z.string().min(1).max(63),
    secret: z.string().min(1).max(1000).optional().meta({ description: "left out: one is made" }),
  }),
  status: 201,
  answer: madeSource,
});
export const updateSource = defineRoute({
  method: "PATCH",
  path: "/api/v1/sources/{key}",
  summary: "Change a source's name, settings, networks or how it proves itself; what is left out stays",
  params: keyParams,
  body: z.object({
    revision: z.number().int(),
    name: z.string().trim().min(1).max(200).optional(),
    settings: sourceSettingsChange.optional().meta({ description: "as in the config file; null: as usual again" }),
    networks: z
      .array(z.union([z.cidrv4(), z.cidrv6()], { error: "a network is written as 203.0.113.0/24 or 2001:db8::/32" }))
      .max(256)
      .optional(),
    auth: z
      .record(z.string(), z.json())
      .optional()
      .meta({ description: "as in the config file, without its networks; {}: as the sender does" }),
  }),
  status: 200,
  answer: source,
});
export const showSourceUrl = defineRoute({
  method: "POST",
  path: "/api/v1/sources/{key}/show-url",
  summary: "Show the URL with its token again; kept in the journal",
  params: keyParams,
  status: 200,
  answer: sourceUrl,
});
export const rotateSourceSecret = defineRoute({
  method: "POST",
  path: "/api/v1/sources/{key}/secrets",
  summary: "Add a secret; those before stay valid for the overlap",
  params: keyParams,
  body: z.object({
    label: z.string().trim().max(100).default(""),
    value: z.string().min(1).max(1000).optional().meta({ description: "left out: one is made" }),
    overlapHours: z.number().min(0).max(720).default(24),
  }),
  status: 201,
  answer: z.object({
    source,
    secret: z.string().nullable().meta({ description: "where it was made here; shown this once" }),
  }),
});
export const sendTestEvent = defineRoute({
  method: "POST",
  path: "/api/v1/sources/{key}/send-test",
  summary: "Send a sample of this sender, signed and stamped now, to the source's real URL",
  params: keyParams,
  body: z.object({
    kind: z.enum(["open", "resolve", "test"]).default("test"),
    key: z.string().min(1).max(100).optional(),
  }),
  status: 200,
  answer: z.object({
    status: z.number().int(),
    answer: z.string(),
    durationMs: z.number(),
    deliveryId: z.string().nullable(),
    key: z.string().meta({ description: "send `resolve` with the same key to end what `open` began" }),
  }),
});
export const senderRequest = z
  .object({
    deliveryId: printedId,
    receivedAt: instant,
    kind: z.enum(["subscription", "unsubscription", "token"]).meta({
      description: "a topic asks whether it may send; a topic sends no more; a text is to be copied back into the tool",
    }),
    subject: z.string().meta({ description: "the topic, or the text" }),
    answeredAt: instant.nullable(),
    answeredBy: z.string().nullable(),
  })
  .meta({ id: "SenderRequest" });
export type SenderRequestShown = z.infer<typeof senderRequest>;
export const listSenderRequests = defineRoute({
  method: "GET",
  path: "/api/v1/sources/{key}/requests",
  summary: "What this source's tool asks of a person: the newest of each kind and subject",
  params: keyParams,
  status: 200,
  answer: z.object({ items: z.array(senderRequest) }),
});
export const confirmSubscription = defineRoute({
  method: "POST",
  path: "/api/v1/sources/{key}/requests/{id}/confirm",
  summary: "Let the topic send here: visits the address in the delivery. A signed-in person's act",
  params: keyParams.extend({ id: printedId }),
  status: 200,
  answer: senderRequest,
});
export const retireSource = defineRoute({
  method: "POST",
  path: "/api/v1/sources/{key}/retire",
  summary: "Stop accepting deliveries; what came stays",
  params: keyParams,
  status: 200,
  answer: source,
});
