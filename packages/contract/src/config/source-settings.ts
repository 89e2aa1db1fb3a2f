import { z } from "zod";
import { durationText } from "./duration.ts";
import { timeZoneName, wholeNumber } from "./scalar.ts";
import { nameKind, strictShape } from "./strict-shape.ts";

/** What a source can say beside its sender and its proof. */
export const settingFields = {
  expectTestEvery: durationText.exactOptional(),
  reopenWindow: durationText.exactOptional(),
  staleAfter: durationText.exactOptional(),
  flapping: strictShape("flapping", { opens: wholeNumber(2, 1000), within: durationText }).exactOptional(),
  rateLimit: strictShape("rateLimit", { perSecond: wholeNumber(1, 100_000) }).exactOptional(),
  timeZone: timeZoneName.exactOptional(),
  bodyBytesMax: wholeNumber(1024, 10_485_760).exactOptional(),
  allowGet: z.boolean({ error: (issue) => `allowGet is true or false, not ${nameKind(issue.input)}` }).exactOptional(),
  /** `first-send`: its retries carry the signed time of their first try. */
  signedTime: z.enum(["each-try", "first-send"]).exactOptional(),
};
export const sourceSettings = z.strictObject(settingFields);
/** What `sources.settings` holds: lengths of time as text, as written. */
export type SourceSettings = z.infer<typeof sourceSettings>;

/** Some of the settings anew; null: as usual again. */
export type SourceSettingsChange = { [Name in keyof SourceSettings]?: SourceSettings[Name] | null };
export const sourceSettingsChange: z.ZodType<SourceSettingsChange> = z.strictObject(
  Object.fromEntries(Object.entries(settingFields).map(([name, field]) => [name, z.nullable(field).optional()])),
);

/** What holds where a source says nothing. */
export const sourceDefaults = {
  reopenWindow: "10m",
  flapping: { opens: 5, within: "30m" },
} as const satisfies SourceSettings;
