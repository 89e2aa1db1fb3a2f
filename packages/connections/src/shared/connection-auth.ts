import { z } from "zod";
import type { ConnectionSecrets, PlannedRequest } from "../connection-kind.ts";
import type { FormField } from "../form-field.ts";

/** Where a credential stands: in the configuration there is only its place; the value is stored encrypted. */
export const secretPlace = z.union(
  [
    z.strictObject({ kept: z.literal(true) }),
    z.strictObject({ env: z.string() }),
    z.strictObject({ value: z.string() }),
  ],
  { error: 'a credential is {env: NAME}, {value: "…"} or {kept: true}' },
);

/** Name of a header that a connection may set. */
export const headerName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, "a header's name has letters, digits and -")
  .refine(
    (name) => !/^(host|content-length|transfer-encoding|connection)$/i.test(name),
    "this header is set by HTTP itself",
  );

export const basicAuth = z.strictObject({ username: z.string().min(1), password: secretPlace });

export const connectionAuth = z.union(
  [
    z.strictObject({ bearer: secretPlace }),
    z.strictObject({ basic: basicAuth }),
    z.strictObject({ header: z.strictObject({ name: headerName, value: secretPlace }) }),
  ],
  { error: "auth is one of {bearer: …}, {basic: {username, password: …}} or {header: {name, value: …}}" },
);
export type ConnectionAuth = z.infer<typeof connectionAuth>;

export const authField: FormField = {
  path: "auth",
  label: "Sign-in",
  help: "How calls prove themselves. The credential is stored encrypted and never shown again.",
  type: "auth",
  required: false,
  options: [
    { value: "bearer", label: "Bearer token" },
    { value: "basic", label: "User name and password" },
    { value: "header", label: "A header of its own" },
  ],
};

/** Names of the credentials that an auth needs. */
export function authSecretFields(auth: ConnectionAuth | undefined): readonly string[] {
  if (auth === undefined) return [];
  if ("bearer" in auth) return ["bearer"];
  return "basic" in auth ? ["password"] : ["value"];
}

/** The request with the credentials of its connection. */
export function addAuth(
  request: PlannedRequest,
  auth: ConnectionAuth | undefined,
  secrets: ConnectionSecrets,
): PlannedRequest {
  if (auth === undefined) return request;
  return { ...request, headers: { ...request.headers, ...authHeader(auth, secrets) } };
}

function authHeader(auth: ConnectionAuth, secrets: ConnectionSecrets): Record<string, string> {
  if ("bearer" in auth) return { authorization: `Bearer ${secrets.bearer ?? ""}` };
  if ("basic" in auth) {
    const pair = Buffer.from(`${auth.basic.username}:${secrets.password ?? ""}`, "utf8").toString("base64");
    return { authorization: `Basic ${pair}` };
  }
  return { [auth.header.name.toLowerCase()]: secrets.value ?? "" };
}
