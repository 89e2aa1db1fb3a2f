import { type CalendarBody, parseCalendar } from "@signalbox/core";
import { z } from "zod";
import { dayText } from "./moment.ts";
import { objectKeyText, timeZoneName } from "./scalar.ts";
import { listOf, strictShape } from "./strict-shape.ts";

const hoursWords = 'hours are written by days: {mon-fri: "08:00-18:00"}, several as a list';
const weeklyHours = z.record(z.string(), z.union([z.string(), z.array(z.string())], { error: hoursWords }), {
  error: hoursWords,
});

/** A calendar of the file; what its hours may say is the core's to know. */
export const calendarEntry = strictShape("a calendar", {
  key: objectKeyText,
  timeZone: timeZoneName,
  businessHours: weeklyHours.exactOptional(),
  quietHours: weeklyHours.exactOptional(),
  holidays: listOf(dayText, "holidays").exactOptional(),
}).check((context) => {
  const { key: _, ...body } = context.value;
  const outcome = parseCalendar(body as CalendarBody);
  if (outcome.outcome === "parsed") return;
  for (const { path, message } of outcome.problems) {
    if (path[0] === "businessHours" || path[0] === "quietHours")
      context.issues.push({ code: "custom", path: [...path], message, input: context.value });
  }
});
export type CalendarEntry = z.infer<typeof calendarEntry>;
