import { z } from "zod";
import { defineRoute } from "./api-route.ts";
import { pageOf, pageQuery } from "./page.ts";
import { instant, keyParams, objectKey, reason } from "./scalar.ts";

const person = z.object({ email: z.string(), name: z.string().nullable() }).meta({ id: "OnCallPerson" });
export type OnCallPerson = z.infer<typeof person>;

// Spelled out, so that the browser is not sent the core with what checks the config file.
const turns = z
  .object({
    people: z.array(z.union([z.string(), z.object({ email: z.string(), name: z.string().optional() })])),
    handOver: z.object({
      every: z.enum(["day", "week"]),
      on: z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]).optional(),
      at: z.string().meta({ description: "local time, such as 09:00" }),
    }),
    from: z.string().meta({ description: "local day from which the first person begins" }),
    until: z.string().optional(),
  })
  .meta({ id: "RotationTurns" });
export type RotationTurns = z.infer<typeof turns>;
const level = z
  .union([turns, z.object({ calendar: z.string().meta({ description: "iCalendar text, at most 256 KiB" }) })])
  .meta({ id: "RotationLevel", description: "as in the config file: people in turn, or a calendar" });
export type RotationLevel = z.infer<typeof level>;

const shift = z
  .object({
    from: instant,
    to: instant,
    person: person.nullable().meta({ description: "null: nobody is on call, a gap" }),
    overrideId: z.string().nullable().meta({ description: "the override that says so; null: the plan does" }),
  })
  .meta({ id: "Shift" });
export type Shift = z.infer<typeof shift>;

const standing = z
  .object({
    level: z.number().int(),
    now: person.nullable(),
    overridden: z.boolean(),
    next: shift.nullable().meta({ description: "who follows, and when; null: nobody within a year" }),
  })
  .meta({ id: "OnCallStanding" });
export type OnCallStanding = z.infer<typeof standing>;

const rotation = z
  .object({
    key: objectKey,
    name: z.string(),
    timeZone: z.string(),
    levels: z.array(level),
    teams: z.array(objectKey).meta({ description: "whose on-call it is" }),
    standing: z.array(standing).meta({ description: "by level" }),
    gaps: z
      .array(z.object({ level: z.number().int(), from: instant, to: instant }))
      .meta({ description: "when nobody is on call in the coming 28 days" }),
    revision: z.number().int(),
    retiredAt: instant.nullable(),
  })
  .meta({ id: "Rotation" });
export type Rotation = z.infer<typeof rotation>;

const override = z
  .object({
    id: z.string(),
    level: z.number().int(),
    from: instant,
    to: instant,
    person,
    reason: z.string(),
    by: z.string(),
    madeAt: instant,
  })
  .meta({ id: "RotationOverride" });
export type RotationOverride = z.infer<typeof override>;

/** A calendar on the page has no more days. */
const daysMax = 62;
const rotationDetail = rotation
  .extend({
    from: instant,
    to: instant,
    shifts: z.array(z.array(shift)).meta({ description: "by level: who is on call from `from` to `to`" }),
    overrides: z.array(override).meta({ description: "that hold at some time from `from` to `to`" }),
  })
  .meta({ id: "RotationDetail" });
export type RotationDetail = z.infer<typeof rotationDetail>;

export const listRotations = defineRoute({
  method: "GET",
  path: "/api/v1/rotations",
  summary: "Rotations kept here, by key, with who is on call now and next",
  query: pageQuery.extend({ retired: z.stringbool().default(false) }),
  status: 200,
  answer: pageOf(rotation),
});
export const getRotation = defineRoute({
  method: "GET",
  path: "/api/v1/rotations/{key}",
  summary: "One rotation with its shifts and overrides over some days",
  params: keyParams,
  query: z.object({
    from: instant.optional().meta({ description: "left out: now" }),
    days: z.coerce.number().int().min(1).max(daysMax).default(28),
  }),
  status: 200,
  answer: rotationDetail,
});
export const saveRotation = defineRoute({
  method: "PUT",
  path: "/api/v1/rotations/{key}",
  summary: "Make a rotation, or change it; the same model that the config file has",
  params: keyParams,
  body: z.object({
    name: z.string().trim().min(1).max(200),
    timeZone: z.string().max(100),
    levels: z.array(level).min(1).max(9),
    teams: z
      .array(objectKey)
      .max(500)
      .optional()
      .meta({ description: "whose on-call it is from now on; left out: as it is" }),
    revision: z.number().int().min(0).meta({ description: "the one that was read; 0 makes a new rotation" }),
  }),
  status: 200,
  answer: rotationDetail,
});
export const retireRotation = defineRoute({
  method: "POST",
  path: "/api/v1/rotations/{key}/retire",
  summary: "Take a rotation out of use; refused while a team's on-call is by it",
  params: keyParams,
  status: 200,
  answer: rotationDetail,
});
export const overrideRotation = defineRoute({
  method: "POST",
  path: "/api/v1/rotations/{key}/overrides",
  summary: "Somebody takes a level for some time; of two that overlap the one made last holds",
  params: keyParams,
  body: z.object({
    level: z.number().int().min(1).max(9).default(1),
    from: instant,
    to: instant,
    email: z.email().max(254),
    name: z.string().trim().min(1).max(200).optional(),
    reason,
  }),
  status: 201,
  answer: override,
});
export const cancelRotationOverride = defineRoute({
  method: "POST",
  path: "/api/v1/rotations/{key}/overrides/{id}/cancel",
  summary: "Take an override back; what it said until now stays said",
  params: keyParams.extend({ id: z.uuid() }),
  status: 200,
  answer: z.object({ cancelled: z.literal(true) }),
});

const lookUp = z
  .object({
    connection: z.string(),
    path: z.string(),
    askedAt: instant.nullable().meta({ description: "of the last good answer" }),
    basis: z.enum(["fresh", "last-good", "fallback", "none"]),
    failedAt: instant.nullable().meta({ description: "since when it has no answer; null while it has" }),
    error: z.string().nullable(),
    refreshSeconds: z.number(),
  })
  .meta({ id: "OnCallLookUp" });

const teamOnCall = z
  .object({
    team: z.object({ key: objectKey, name: z.string(), lead: z.string().nullable() }),
    rotation: objectKey.nullable(),
    lookUp: lookUp.nullable(),
    fallback: z.string().nullable(),
    standing: z.array(standing).meta({ description: "of a rotation by level; of a look-up one, without who follows" }),
  })
  .meta({ id: "TeamOnCall" });
export type TeamOnCall = z.infer<typeof teamOnCall>;

export const listOnCall = defineRoute({
  method: "GET",
  path: "/api/v1/on-call",
  summary: "Who is on call for each team now and next, and how old each answer is",
  status: 200,
  answer: z.object({ items: z.array(teamOnCall) }),
});
