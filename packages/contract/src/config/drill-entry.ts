import { drillFaults, readDuration } from "@signalbox/core";
import { z } from "zod";
import { durationText } from "./duration.ts";
import { lineOfText, objectKeyText, wholeNumber } from "./scalar.ts";
import { listOf, strictShape } from "./strict-shape.ts";

const within = (least: string, most: string) =>
  durationText.refine((text) => {
    const ms = readDuration(text) ?? 0;
    return ms >= readDuration(least)! && ms <= readDuration(most)!;
  }, `write ${least} to ${most}`);

const schedule = strictShape("schedule", {
  days: listOf(
    z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], {
      error: "a day is mon, tue, wed, thu, fri, sat or sun",
    }),
    "days",
    7,
  )
    .min(1, "name a day")
    .refine((days) => new Set(days).size === days.length, "each day once"),
  at: z
    .string({ error: 'at is a local time in quotes, such as "10:30"' })
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'at is a local time in quotes, such as "10:30"'),
  calendar: objectKeyText.exactOptional(),
});

const chaos = strictShape("chaos", {
  fault: z.enum(drillFaults, { error: "fault is slow, failing, hanging or lying" }),
  outages: wholeNumber(10, 50).exactOptional(),
  for: within("30s", "1h").exactOptional(),
  pager: objectKeyText,
});

/** A drill of the file. What is left out: Signalbox plays the tool, 2 minutes for each limit, run by hand, nothing disturbed. */
export const drillEntry = strictShape("a drill", {
  key: objectKeyText,
  name: lineOfText.exactOptional(),
  way: z.enum(["sample", "page"], { error: "way is sample or page" }).exactOptional(),
  source: objectKeyText,
  monitor: lineOfText.exactOptional(),
  component: objectKeyText.exactOptional(),
  connection: objectKeyText,
  openWithin: within("5s", "1d").exactOptional(),
  closeWithin: within("5s", "1d").exactOptional(),
  schedule: schedule.exactOptional(),
  chaos: chaos.exactOptional(),
});
export type DrillEntry = z.infer<typeof drillEntry>;
