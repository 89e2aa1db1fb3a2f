import { parseRotation, type RotationBody } from "@signalbox/core";
import { z } from "zod";
import { dayText } from "./moment.ts";
import { lineOfText, objectKeyText, timeZoneName } from "./scalar.ts";
import { listOf, strictShape } from "./strict-shape.ts";

const emailText = z
  .string({ error: 'a person is an address, "ana@example.com", or {email: …, name: …}' })
  .trim()
  .max(254, "at most 254 characters")
  .regex(/^[^\s@<>"',;]+@[^\s@<>"',;]+$/, "this is no e-mail address: people are named by theirs");

const person = z.union([emailText, strictShape("a person", { email: emailText, name: lineOfText.exactOptional() })], {
  error: 'a person is an address, "ana@example.com", or {email: …, name: …}',
});

const handOver = strictShape("handOver", {
  every: z.enum(["day", "week"], { error: "every is day or week" }),
  on: z
    .enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], { error: "on is mon, tue, wed, thu, fri, sat or sun" })
    .exactOptional(),
  at: z.string({ error: 'at is a local time in quotes, such as "09:00"' }),
});

const calendarCharactersMax = 256 * 1024;
const turnsFields = ["people", "handOver", "from"] as const;

/** People in turn, or an iCalendar. One shape, so that a mistyped key gets words about itself. */
const levelEntry = strictShape("a level", {
  people: listOf(person, "people", 200).exactOptional(),
  handOver: handOver.exactOptional(),
  from: dayText.exactOptional(),
  until: dayText.exactOptional(),
  calendar: z
    .string({ error: "calendar is the text of an .ics file" })
    .max(calendarCharactersMax, "at most 256 KiB: export the rota alone, or no years of the past")
    .exactOptional(),
}).check(({ value, issues }) => {
  if (issues.length > 0) return;
  const refuse = (field: string, message: string) =>
    issues.push({ code: "custom", path: [field], message, input: value });
  for (const field of [...turnsFields, "until"] as const) {
    if (value.calendar !== undefined && value[field] !== undefined) {
      refuse(field, `the calendar of this level says who is on call and when: leave ${field} out, or the calendar`);
    }
  }
  // The words for what is not there are the same everywhere.
  for (const field of turnsFields) if (value.calendar === undefined && value[field] === undefined) refuse(field, "");
});

export interface RotationEntry extends RotationBody {
  key: string;
  name?: string;
}

/** A rotation of the file; what its parts say about each other is the core's to know. */
export const rotationEntry: z.ZodType<RotationEntry> = strictShape("a rotation", {
  key: objectKeyText,
  name: lineOfText.exactOptional(),
  timeZone: timeZoneName,
  levels: listOf(levelEntry, "levels", 9),
}).check((context) => {
  if (context.issues.length > 0) return;
  const { timeZone, levels } = context.value as RotationEntry;
  const outcome = parseRotation({ timeZone, levels });
  if (outcome.outcome === "parsed") return;
  for (const { path, message } of outcome.problems) {
    context.issues.push({ code: "custom", path: [...path], message, input: context.value });
  }
}) as z.ZodType<unknown> as z.ZodType<RotationEntry>;
