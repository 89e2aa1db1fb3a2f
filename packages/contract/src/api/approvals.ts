import { z } from "zod";
import { action, actionDetail } from "./actions.ts";
import { defineRoute } from "./api-route.ts";
import { pageOf, pageQuery } from "./page.ts";
import { run } from "./run.ts";
import { idParams, instant, objectKey, printedId, reason, severity } from "./scalar.ts";

/** Something that waits for a person's yes or no. */
export const waitingForPerson = z
  .object({
    id: z.string().meta({ description: "of the action" }),
    waitsFor: z.enum(["approval", "draft", "unknown-outcome"]).meta({
      description:
        "approval: it runs after a yes; draft: it is published at `publishesAt` unless stopped; unknown-outcome: only a person can tell",
    }),
    publishesAt: instant.nullable(),
    approval: z
      .object({
        id: printedId,
        runbook: z.string(),
        component: z.string().nullable().meta({ description: "its name" }),
        what: z.string().meta({ description: "what would run, in one line" }),
        expiresAt: instant,
      })
      .nullable(),
    incident: z
      .object({ id: z.string(), title: z.string(), status: z.enum(["open", "acknowledged", "resolved"]), severity })
      .nullable(),
    action: actionDetail,
  })
  .meta({ id: "WaitingForPerson" });
export type WaitingForPerson = z.infer<typeof waitingForPerson>;

export const listApprovals = defineRoute({
  method: "GET",
  path: "/api/v1/approvals",
  summary:
    "What waits for a person's yes or no: remediations, drafts of status posts, and what nobody knows whether it was done",
  query: pageQuery,
  status: 200,
  answer: pageOf(waitingForPerson),
});
export const previewAction = defineRoute({
  method: "GET",
  path: "/api/v1/actions/{id}/preview",
  summary: "What an action that waits would say if it were sent now; sends nothing",
  params: idParams,
  status: 200,
  answer: z
    .object({
      title: z.string().nullable(),
      text: z.string().nullable(),
      impact: z.string().nullable(),
      body: z.string().nullable().meta({ description: "of the call, without credentials" }),
      problem: z.string().nullable().meta({ description: "why it can't be sent as it is" }),
    })
    .meta({ id: "ActionPreview" }),
});
export const publishDraft = defineRoute({
  method: "POST",
  path: "/api/v1/actions/{id}/publish",
  summary: "Publish a draft now rather than when its time is up",
  params: idParams,
  body: z.object({ reason: z.string().trim().max(1000).default("") }),
  status: 202,
  answer: action,
});
export const stopDraft = defineRoute({
  method: "POST",
  path: "/api/v1/actions/{id}/stop",
  summary: "Stop a draft: it is not published, and nothing else is posted about this outage",
  params: idParams,
  body: z.object({ reason }),
  status: 200,
  answer: action,
});

/** Exactly what would run; credentials by their names. */
const shownRequest = z.discriminatedUnion("via", [
  z.object({
    via: z.literal("command"),
    argv: z.array(z.string()),
    cwd: z.string(),
    user: z.string().nullable(),
    env: z.array(z.string()).meta({ description: "names; the values are in what the yes is bound to" }),
    passEnv: z.array(z.string()),
    timeoutMs: z.number(),
    files: z.array(z.object({ path: z.string(), sha256: z.string() })),
  }),
  z.object({
    via: z.literal("http"),
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string().nullable(),
    credentials: z.array(z.string()),
  }),
]);

export const approval = z
  .object({
    id: z.string(),
    status: z.enum(["pending", "approved", "rejected", "expired", "void"]),
    actionId: z.string(),
    incidentId: z.string().nullable(),
    connection: objectKey,
    runbook: z.string(),
    component: objectKey.nullable(),
    componentName: z.string().nullable(),
    why: z.string().meta({ description: "why a yes is needed" }),
    what: z.string().meta({ description: "what would run, in one line" }),
    request: shownRequest.nullable(),
    requestSha256: z.string().meta({ description: "what the yes is bound to, in hex" }),
    rule: z.string().nullable(),
    ruleSet: z.number().int().nullable(),
    orderedBy: z.string().nullable().meta({ description: "who ordered it by hand" }),
    askedAt: instant,
    expiresAt: instant,
    decidedAt: instant.nullable(),
    decidedBy: z.string().nullable(),
    reason: z.string().nullable(),
    approversNeeded: z.number().int(),
    votes: z.array(z.object({ voter: z.string(), vote: z.enum(["yes", "no"]), reason: z.string(), at: instant })),
    refusal: z.string().nullable().meta({ description: "why whoever asks may not say yes" }),
    asked: z.array(z.object({ person: z.string(), at: instant })).meta({ description: "who was paged for a yes" }),
    runs: z.array(run).meta({ description: "what became of it" }),
    lastRuns: z.array(run).meta({ description: "the last five of this runbook, for whatever it was" }),
    followedBy: z.string().nullable().meta({ description: "the question that was asked anew after this one" }),
  })
  .meta({ id: "Approval" });
export type Approval = z.infer<typeof approval>;

export const getApproval = defineRoute({
  method: "GET",
  path: "/api/v1/approvals/{id}",
  summary: "One question for a yes: what would run, on what, why, and what became of it before",
  params: idParams,
  status: 200,
  answer: approval,
});
const decided = z
  .object({ stillNeeded: z.number().int().meta({ description: "how many more must say yes" }), approval })
  .meta({ id: "Decided" });
export const approve = defineRoute({
  method: "POST",
  path: "/api/v1/approvals/{id}/approve",
  summary: "Say yes: it runs, exactly as it is shown. A signed-in person, and nobody to what they ordered themselves",
  params: idParams,
  body: z.object({ reason: z.string().trim().max(1000).default("") }),
  status: 200,
  answer: decided,
});
export const reject = defineRoute({
  method: "POST",
  path: "/api/v1/approvals/{id}/reject",
  summary: "Say no: it does not run",
  params: idParams,
  body: z.object({ reason }),
  status: 200,
  answer: decided,
});
