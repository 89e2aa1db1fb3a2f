import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { eventChange } from "./events.ts";
import { instant, objectKey, severity } from "./scalar.ts";

const of = z
  .enum(["live", "draft"])
  .default("live")
  .meta({ description: "the rules that decide now, or the draft as it is saved" });
const change = eventChange.exclude(["none"]);

/** What would go out, and for a page to whom. */
export const coverageAnswer = z
  .object({
    told: z.array(
      z.object({
        rule: z.string(),
        kind: z.string(),
        connection: z.string(),
        holdSeconds: z.number(),
        to: z
          .object({
            team: z.string().nullable(),
            person: z.string().nullable(),
            basis: z
              .string()
              .nullable()
              .meta({ description: "rotation, override, last-good (a look-up: as it answered last), fallback" }),
            askedAt: instant.nullable(),
          })
          .nullable()
          .meta({ description: "of a page: whom it is for" }),
      }),
    ),
    silence: z.string().nullable().meta({ description: "why nobody is paged; null where somebody is" }),
    nobodyOnCall: z.boolean().meta({ description: "a page is for a team of which nobody is on call then" }),
  })
  .meta({ id: "CoverageAnswer" });
export type CoverageAnswer = z.infer<typeof coverageAnswer>;

const like = z
  .object({ source: z.string(), monitor: z.string().nullable(), labels: z.record(z.string(), z.string()) })
  .nullable()
  .meta({ description: "the last event of the component, whose monitor and labels are taken; null: it never had one" });

const question = z.object({
  of,
  component: objectKey,
  change: change.default("opened"),
  severity: severity.default("critical"),
  zone: z.string().max(100).optional().meta({ description: "IANA; left out: the policy's" }),
});

export const coverage = z
  .object({
    idle: z
      .array(z.object({ rule: z.string(), message: z.string() }))
      .meta({ description: "rules that can never fire, or are hidden" }),
    timeZone: z.string(),
    looked: z.array(z.object({ from: instant, to: instant })),
    components: z.number().int().meta({ description: "of tier 1" }),
    gaps: z.array(z.object({ component: objectKey, name: z.string(), from: instant, to: instant, why: z.string() })),
  })
  .meta({ id: "Coverage" });
export type Coverage = z.infer<typeof coverage>;

export const getCoverage = defineRoute({
  method: "GET",
  path: "/api/v1/rule-sets/coverage",
  summary: "Rules that can never fire, and when a critical outage of tier 1 would page nobody",
  query: z.object({ of }),
  status: 200,
  answer: coverage,
});

export const getCoverageWeek = defineRoute({
  method: "GET",
  path: "/api/v1/rule-sets/coverage/week",
  summary: "Who would be told in each hour of a week if a component failed",
  query: question.extend({ day: z.iso.date().optional().meta({ description: "a day of the week; left out: today" }) }),
  status: 200,
  answer: z
    .object({
      timeZone: z.string(),
      like,
      answers: z.array(coverageAnswer),
      hours: z
        .array(
          z.object({
            from: instant,
            to: instant,
            day: z.iso.date(),
            clock: z.string(),
            offset: z.string(),
            answers: z
              .array(z.number().int())
              .meta({ description: "places in answers, in the order of its quarters, each once" }),
          }),
        )
        .meta({ description: "167 in the week in which summer time begins, 169 in that in which it ends" }),
    })
    .meta({ id: "CoverageWeek" }),
});

export const getCoverageMoment = defineRoute({
  method: "GET",
  path: "/api/v1/rule-sets/coverage/moment",
  summary: "Who would be told if a component failed when the clock shows a time",
  query: question.extend({
    local: z.iso
      .datetime({ local: true, precision: -1 })
      .meta({ description: "2026-03-29T03:12 by the clock on the wall" }),
  }),
  status: 200,
  answer: z
    .object({
      timeZone: z.string(),
      like,
      moments: z
        .array(z.object({ at: instant, answer: coverageAnswer }))
        .meta({ description: "two where the clock shows it twice, none where it is left out" }),
    })
    .meta({ id: "CoverageMoment" }),
});
