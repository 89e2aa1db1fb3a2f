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

const levelEntry = strictShape("a level", {
  people: listOf(person, "people", 200),
  handOver: strictShape("handOver", {
    every: z.enum(["day", "week"], { error: "every is day or week" }),
    on: z
      .enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], { error: "on is mon, tue, wed, thu, fri, sat or sun" })
      .exactOptional(),
    at: z.string({ error: 'at is a local time in quotes, such as "09:00"' }),
  }),
  from: dayText,
  until: dayText.exactOptional(),
});

/** A rotation of the file; what its parts say about each other is the core's to know. */
export const rotationEntry = strictShape("a rotation", {
  key: objectKeyText,
  name: lineOfText.exactOptional(),
  timeZone: timeZoneName,
  levels: listOf(levelEntry, "levels", 9),
}).check((context) => {
  const { timeZone, levels } = context.value;
  const outcome = parseRotation({ timeZone, levels } as RotationBody);
  if (outcome.outcome === "parsed") return;
  for (const { path, message } of outcome.problems) {
    context.issues.push({ code: "custom", path: [...path], message, input: context.value });
  }
});
export type RotationEntry = z.infer<typeof rotationEntry>;
