import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { drillDays } from "./drills.ts";
import { instant, objectKey, severity } from "./scalar.ts";

const count = z.number().int();

/** Seven days on one page, for the alert review. */
export const week = z
  .object({
    from: instant,
    to: instant,
    incidents: count,
    pages: count,
    tests: z.array(
      z.object({
        source: z.string(),
        name: z.string(),
        every: z.string().nullable().meta({ description: "how often a test event must come; null: none is asked for" }),
        seen: count,
        missed: count.meta({ description: "how often none came in time" }),
        lastAt: instant.nullable(),
      }),
    ),
    drills: z.array(z.object({ key: z.string(), name: z.string(), passed: count, missed: count, stopped: count })),
    failures: z
      .array(
        z.object({
          id: z.string(),
          kind: z.string(),
          title: z.string(),
          reason: z.string(),
          occurrences: count,
          firstAt: instant,
          isOpen: z.boolean(),
        }),
      )
      .meta({ description: "raised in the week, or open still; the first 50" }),
    failuresInAll: count,
    rules: z.array(z.object({ rule: z.string(), fired: count, pages: count })).meta({
      description: "those that fired, by pages, then by how often; the first 20",
    }),
    unmapped: z
      .array(z.object({ source: z.string(), monitor: z.string(), name: z.string(), incidents: count }))
      .meta({ description: "monitors of incidents that belong to no component; the first 50" }),
    unrouted: z
      .array(z.object({ id: z.string(), title: z.string(), severity, reason: z.string(), openedAt: instant }))
      .meta({ description: "incidents that no rule took; the first 50" }),
    unroutedInAll: count,
  })
  .meta({ id: "Week" });
export type Week = z.infer<typeof week>;

const schedule = z.object({
  connection: objectKey.meta({ description: "of kind email" }),
  to: z.array(z.string().trim().min(3).max(254)).min(1, "name somebody").max(20, "name at most 20"),
  day: z.enum(drillDays),
  at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time such as 08:00"),
});
export const weekMail = z
  .object({
    schedule: schedule.nullable(),
    timeZone: z.string(),
    nextDueAt: instant.nullable(),
    last: z
      .object({
        dueAt: instant,
        state: z.enum(["waiting", "sending", "sent", "failed", "unknown"]),
        sentAt: instant.nullable(),
        reason: z.string().nullable().meta({ description: "why it was not sent" }),
      })
      .nullable(),
  })
  .meta({ id: "WeekMail" });
export type WeekMail = z.infer<typeof weekMail>;

export const getWeek = defineRoute({
  method: "GET",
  path: "/api/v1/week",
  summary: "The seven days before an instant, for the alert review",
  query: z.object({ to: instant.optional().meta({ description: "left out: now" }) }),
  status: 200,
  answer: week,
});
export const getWeekMail = defineRoute({
  method: "GET",
  path: "/api/v1/settings/week",
  summary: "When and to whom the page of the week is sent by e-mail, and what became of the last",
  status: 200,
  answer: weekMail,
});
export const setWeekMail = defineRoute({
  method: "PUT",
  path: "/api/v1/settings/week",
  summary: "Change when and to whom it is sent; null: it is not",
  body: z.object({ schedule: schedule.nullable() }),
  status: 200,
  answer: weekMail,
});
