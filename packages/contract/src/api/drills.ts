import { drillFaults, drillProofNames } from "@signalbox/core";
import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { pageOf, pageQuery } from "./page.ts";
import { idParams, instant, keyParams, objectKey } from "./scalar.ts";

const ms = z.number().int().min(0);
const limitSeconds = z.number().int().min(5).max(86_400);
export const drillDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const schedule = z
  .object({
    days: z
      .array(z.enum(drillDays))
      .min(1, "name a day")
      .max(7)
      .refine((days) => new Set(days).size === days.length, "each day once"),
    at: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time is written as 10:30")
      .meta({ description: "by the clock on the wall" }),
    calendar: objectKey
      .nullable()
      .default(null)
      .meta({ description: "whose time zone holds and whose holidays are left out; null: the policy's time zone" }),
  })
  .meta({ id: "DrillSchedule" });
export type DrillSchedule = z.infer<typeof schedule>;

const way = z
  .enum(["sample", "page"])
  .meta({ description: "sample: Signalbox plays the monitoring tool; page: a real one watches a page that fails" });
export type DrillWay = z.infer<typeof way>;

const fault = z.enum(drillFaults).meta({
  description:
    "slow: its calls come late; failing: they are answered 500 on their way; hanging: they are never answered and do not get through; lying: they get through and their answers are lost",
});
export type DrillFault = z.infer<typeof fault>;

const chaos = z
  .object({
    fault,
    outages: z
      .number()
      .int()
      .min(10, "the breaker opens after ten calls: name ten outages or more")
      .max(50)
      .default(12),
    forSeconds: z
      .number()
      .int()
      .min(30)
      .max(3_600)
      .default(420)
      .meta({ description: "at most for so long; it ends as soon as all is seen. A ticket is late after 5 minutes" }),
    pager: objectKey.meta({ description: "a connection of the drill's own that pages: nothing else may use it" }),
  })
  .meta({ id: "DrillChaos", description: "its own calls are disturbed on their way, by a proxy of Signalbox" });
export type DrillChaos = z.infer<typeof chaos>;

const proof = z
  .object({
    proof: z.enum(drillProofNames),
    says: z.string(),
    outcome: z
      .enum(["shown", "waiting", "missed", "not-by-this"])
      .meta({ description: "not-by-this: this fault can't bring it about; it counts neither for nor against the run" }),
    figure: z.string(),
    at: instant.nullable(),
  })
  .meta({ id: "DrillProof" });
export type DrillProof = z.infer<typeof proof>;

const disturbance = z
  .object({
    fault,
    outages: z.number().int(),
    pager: objectKey.nullable(),
    untilAtTheLatest: instant,
    endedAt: instant.nullable(),
    proofs: z.array(proof),
  })
  .meta({ id: "DrillDisturbance", description: "what a run shows whose calls are disturbed" });

const step = z
  .object({
    step: z.enum([
      "fault",
      "delivered",
      "incident-opened",
      "ticket-opened",
      "fault-ended",
      "incident-resolved",
      "ticket-closed",
    ]),
    says: z.string(),
    outcome: z.enum(["done", "waiting", "missed"]),
    at: instant.nullable(),
    afterMs: ms.nullable().meta({ description: "since the fault began; of what closes, since it ended" }),
    limitMs: ms.nullable(),
  })
  .meta({ id: "DrillStep" });
export type DrillStep = z.infer<typeof step>;

export const drillRun = z
  .object({
    id: z.string().meta({ description: "drl_…" }),
    drill: objectKey,
    way,
    state: z.enum(["running", "passed", "missed", "stopped"]),
    askedBy: z.string().meta({ description: "a person, a token, or `schedule`" }),
    dueAt: instant.nullable(),
    startedAt: instant,
    finishedAt: instant.nullable(),
    source: objectKey,
    connection: objectKey,
    incidentId: z.string().nullable(),
    missed: z.string().nullable().meta({ description: "why it can't pass" }),
    stoppedBy: z.string().nullable(),
    disturbance: disturbance.nullable(),
    steps: z.array(step).meta({ description: "empty where its calls are disturbed: then `disturbance` tells" }),
  })
  .meta({ id: "DrillRun" });
export type DrillRun = z.infer<typeof drillRun>;

const figures = z
  .object({
    days: z.number().int(),
    runs: z.number().int().meta({ description: "that passed or missed" }),
    misses: z.number().int(),
    openedP50Ms: ms.nullable().meta({ description: "from the fault to the ticket; nearest rank" }),
    openedP99Ms: ms.nullable(),
    closedP50Ms: ms.nullable().meta({ description: "from the end of the fault to the ticket's closing" }),
    closedP99Ms: ms.nullable(),
  })
  .meta({ id: "DrillFigures", description: "how well the alert path did lately" });
export type DrillFigures = z.infer<typeof figures>;

export const drill = z
  .object({
    key: objectKey,
    name: z.string(),
    way,
    source: objectKey,
    monitor: z.string().nullable(),
    pageUrl: z.string().nullable().meta({ description: "what the monitoring tool is to watch" }),
    component: objectKey.nullable(),
    connection: objectKey,
    openWithinSeconds: z.number(),
    closeWithinSeconds: z.number(),
    schedule: schedule.nullable(),
    chaos: chaos.nullable(),
    nextDueAt: instant.nullable(),
    lastRun: drillRun.nullable(),
    figures,
    revision: z.number().int(),
    retiredAt: instant.nullable(),
  })
  .meta({ id: "Drill" });
export type Drill = z.infer<typeof drill>;

export const listDrills = defineRoute({
  method: "GET",
  path: "/api/v1/drills",
  summary: "Drills with their last run and how well they did lately, by key",
  query: pageQuery.extend({ retired: z.stringbool().default(false) }),
  status: 200,
  answer: pageOf(drill),
});
export const getDrill = defineRoute({
  method: "GET",
  path: "/api/v1/drills/{key}",
  summary: "One drill",
  params: keyParams,
  status: 200,
  answer: drill,
});
export const saveDrill = defineRoute({
  method: "PUT",
  path: "/api/v1/drills/{key}",
  summary: "Make a drill, or change it",
  params: keyParams,
  body: z.object({
    name: z.string().trim().min(1, "it needs a name").max(200),
    way,
    source: objectKey,
    monitor: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .nullable()
      .default(null)
      .meta({ description: "id or name of the monitor that watches the page: all that it reports is a drill" }),
    component: objectKey.nullable().default(null),
    connection: objectKey.meta({ description: "opens and closes the drill's ticket: a test project of the desk" }),
    openWithinSeconds: limitSeconds.default(120),
    closeWithinSeconds: limitSeconds.default(120),
    schedule: schedule.nullable().default(null),
    chaos: chaos.nullable().default(null),
    revision: z.number().int().min(0).meta({ description: "the one that was read; 0 makes a new drill" }),
  }),
  status: 200,
  answer: drill,
});
export const retireDrill = defineRoute({
  method: "POST",
  path: "/api/v1/drills/{key}/retire",
  summary: "Take a drill out of use; its runs stay",
  params: keyParams,
  status: 200,
  answer: drill,
});
export const runDrill = defineRoute({
  method: "POST",
  path: "/api/v1/drills/{key}/runs",
  summary: "Run a drill now: its sample is sent, or its page fails until the ticket is open. One run at a time",
  params: keyParams,
  status: 202,
  answer: drillRun,
});
export const listDrillRuns = defineRoute({
  method: "GET",
  path: "/api/v1/drills/{key}/runs",
  summary: "Runs of a drill, newest first",
  params: keyParams,
  query: pageQuery,
  status: 200,
  answer: pageOf(drillRun),
});
export const getDrillRun = defineRoute({
  method: "GET",
  path: "/api/v1/drill-runs/{id}",
  summary: "One run, step by step",
  params: idParams,
  status: 200,
  answer: drillRun,
});
export const stopDrillRun = defineRoute({
  method: "POST",
  path: "/api/v1/drill-runs/{id}/stop",
  summary: "End a run early: its fault ends, what it opened is closed, and it counts neither as passed nor as missed",
  params: idParams,
  status: 200,
  answer: drillRun,
});
