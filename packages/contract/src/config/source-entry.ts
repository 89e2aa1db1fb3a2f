import { z } from "zod";
import { instantText } from "./moment.ts";
import { lineOfText, objectKeyText } from "./scalar.ts";
import { hookTokenLength, secretRef } from "./secret-ref.ts";
import { type SourceSettings, settingFields } from "./source-settings.ts";
import { listOf, strictShape } from "./strict-shape.ts";

const secretEntry = z.union(
  [
    strictShape("a secret", {
      env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "a variable's name has letters, digits and _"),
      label: lineOfText.exactOptional(),
      expiresAt: instantText.exactOptional(),
    }),
    strictShape("a secret", {
      value: z.string().min(1, "the value is empty").max(4096),
      label: lineOfText.exactOptional(),
      expiresAt: instantText.exactOptional(),
    }),
    strictShape("a secret", { kept: z.literal(true), label: lineOfText.exactOptional() }),
  ],
  { error: 'write a secret as {env: NAME}, {value: "…"} or {kept: true}' },
);

/** One webhook URL. `secrets` lists all that are valid; `token` left out: one is made. */
export const sourceEntry = strictShape("a source", {
  key: objectKeyText,
  name: lineOfText.exactOptional(),
  sender: objectKeyText,
  token: secretRef("the token", hookTokenLength).exactOptional(),
  secrets: listOf(secretEntry, "secrets", 20).exactOptional(),
  /** Overrides the sender's own way to prove itself; the senders' room judges it. */
  auth: z
    .record(z.string(), z.json(), { error: "auth is written as key: value pairs, such as {scheme: bearer}" })
    .exactOptional(),
  /** How its deliveries are read, over what its sender reads; the senders' room judges it. Left out, what is live stays. */
  mapping: z
    .record(z.string(), z.json(), {
      error: "mapping is written as key: value pairs, such as {fields: {type: $.state}}",
    })
    .exactOptional(),
  ...settingFields,
});
export type SourceEntry = z.infer<typeof sourceEntry>;

/** The part of an entry that is stored as the source's settings. */
export function settingsOf(entry: SourceEntry): SourceSettings {
  const names = Object.keys(settingFields);
  return Object.fromEntries(Object.entries(entry).filter(([key]) => names.includes(key))) as SourceSettings;
}
