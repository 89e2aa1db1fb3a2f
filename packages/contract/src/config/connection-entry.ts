import { z } from "zod";
import { lineOfText, objectKeyText } from "./scalar.ts";
import { type SecretRef, secretRef } from "./secret-ref.ts";

const authWords =
  "auth is one of {bearer: …}, {basic: {username, password: …}}, {header: {name, value: …}} or {oauth2: {tokenUrl, clientId, clientSecret: …}}";

/** How calls prove themselves. */
const connectionAuth = z.union(
  [
    z.strictObject({ bearer: secretRef("the bearer token") }),
    z.strictObject({ basic: z.strictObject({ username: z.string().min(1), password: secretRef("the password") }) }),
    z.strictObject({ header: z.strictObject({ name: z.string().min(1), value: secretRef("the header's value") }) }),
    z.strictObject({
      oauth2: z.looseObject({ tokenUrl: z.string().min(1), clientSecret: secretRef("the client's secret") }),
    }),
  ],
  { error: authWords },
);

const secretOf = (name: string) => secretRef(`the field ${name}`);

/** An outside system. What stands beside the common fields belongs to its kind, which checks it; a field whose value is
 *  written as `{env}`, `{value}` or `{kept}` is a credential. */
export const connectionEntry = z
  .looseObject(
    {
      key: objectKeyText,
      name: lineOfText.exactOptional(),
      kind: objectKeyText,
      auth: connectionAuth.exactOptional(),
    },
    { error: (issue) => (issue.code === "invalid_type" ? "a connection is written as key: value pairs" : undefined) },
  )
  .superRefine((entry, context) => {
    for (const [name, value] of Object.entries(entry)) {
      if (!looksLikeSecret(value)) continue;
      const read = secretOf(name).safeParse(value);
      for (const issue of read.error?.issues ?? []) {
        context.addIssue({ code: "custom", path: [name, ...issue.path], message: issue.message });
      }
    }
  });
export type ConnectionEntry = z.infer<typeof connectionEntry>;

/** A credential of a connection: its field name as stored (`bearer`, `password`, `value`, or the field that holds it), where
 *  it stands in the entry, and what the file says about it. */
export interface ConnectionSecret {
  field: string;
  place: string;
  ref: SecretRef;
}

/** The credentials that an entry names. */
export function connectionSecrets(entry: ConnectionEntry): ConnectionSecret[] {
  const found: ConnectionSecret[] = [];
  mapConnectionSecrets(entry, (ref, field, place) => {
    found.push({ field, place, ref });
    return ref;
  });
  return found;
}

type MapSecret = (ref: SecretRef, field: string, place: string) => SecretRef;

/** The entry with each credential replaced by what `map` makes of it. */
export function mapConnectionSecrets(entry: ConnectionEntry, map: MapSecret): ConnectionEntry {
  const mapped = Object.entries(entry).map(([name, value]) => [
    name,
    looksLikeSecret(value) ? map(value as SecretRef, name, name) : value,
  ]);
  const whole = Object.fromEntries(mapped) as ConnectionEntry;
  return entry.auth === undefined ? whole : { ...whole, auth: mapAuth(entry.auth, map) };
}

function looksLikeSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.length === 1 && ["env", "value", "kept"].includes(names[0]!);
}

type Auth = NonNullable<ConnectionEntry["auth"]>;

function mapAuth(auth: Auth, map: MapSecret): Auth {
  if ("bearer" in auth) return { bearer: map(auth.bearer, "bearer", "auth") };
  if ("basic" in auth) return { basic: { ...auth.basic, password: map(auth.basic.password, "password", "auth") } };
  if ("oauth2" in auth) {
    return { oauth2: { ...auth.oauth2, clientSecret: map(auth.oauth2.clientSecret, "clientSecret", "auth") } };
  }
  return { header: { ...auth.header, value: map(auth.header.value, "value", "auth") } };
}
