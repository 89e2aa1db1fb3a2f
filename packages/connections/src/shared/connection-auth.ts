import { z } from "zod";
import type { ConnectionSecrets, PlannedRequest } from "../connection-kind.ts";
import type { FormField } from "../form-field.ts";
import { baseUrlText } from "./common-config.ts";

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

/** A token that an authorization server gives to us as its client (RFC 6749, section 4.4). */
export const oauth2Auth = z.strictObject({
  tokenUrl: baseUrlText,
  clientId: z.string().min(1).max(512),
  clientSecret: secretPlace,
  /** Scopes with a space between them, where the server asks for them. */
  scope: z.string().min(1).max(1024).exactOptional(),
  /** Where the client's id and secret are sent: `header` (basic) unless said otherwise, as the RFC prefers it. */
  credentialsIn: z.enum(["header", "body"]).exactOptional(),
});
export type OAuth2Auth = z.infer<typeof oauth2Auth>;

export const connectionAuth = z.union(
  [
    z.strictObject({ bearer: secretPlace }),
    z.strictObject({ basic: basicAuth }),
    z.strictObject({ header: z.strictObject({ name: headerName, value: secretPlace }) }),
    z.strictObject({ oauth2: oauth2Auth }),
  ],
  {
    error:
      "auth is one of {bearer: …}, {basic: {username, password: …}}, {header: {name, value: …}} or {oauth2: {tokenUrl, clientId, clientSecret: …}}",
  },
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
    { value: "oauth2", label: "OAuth 2 client credentials" },
  ],
};

/** Names of the credentials that an auth needs. */
export function authSecretFields(auth: ConnectionAuth | undefined): readonly string[] {
  if (auth === undefined) return [];
  if ("bearer" in auth) return ["bearer"];
  if ("oauth2" in auth) return ["clientSecret"];
  return "basic" in auth ? ["password"] : ["value"];
}

/** Whose token a call needs first; undefined: none. */
export function tokenClient(auth: ConnectionAuth | undefined): OAuth2Auth | undefined {
  return auth !== undefined && "oauth2" in auth ? auth.oauth2 : undefined;
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
  if ("oauth2" in auth) return { authorization: `Bearer ${secrets.accessToken ?? ""}` };
  if ("basic" in auth) {
    const pair = Buffer.from(`${auth.basic.username}:${secrets.password ?? ""}`, "utf8").toString("base64");
    return { authorization: `Basic ${pair}` };
  }
  return { [auth.header.name.toLowerCase()]: secrets.value ?? "" };
}
