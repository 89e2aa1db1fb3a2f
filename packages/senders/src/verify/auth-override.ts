import { z } from "zod";
import { type HmacScheme, type Sender, signedContents, type VerificationScheme } from "../sender.ts";
import { plainHmac, standardWebhooksScheme } from "./presets.ts";

const headerName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "not a header name")
  .transform((name) => name.toLowerCase());

const networks = {
  networks: z
    .array(z.union([z.cidrv4(), z.cidrv6()]))
    .max(256)
    .optional(),
};

/** Topics of Amazon SNS that may send. */
const topicList = z
  .array(z.string().regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]{1,256}$/, "not the ARN of an SNS topic"))
  .min(1)
  .max(100);

/** An address of an issuer, which stands in its tokens or is called by us. */
const httpsUrl = z.string().max(2048).refine(isPlainHttps, "write an address as https://host/path");

const claim = z.string().min(1).max(512);

const fingerprint = z
  .string()
  .transform((text) => text.replaceAll(":", "").toLowerCase())
  .pipe(z.string().regex(/^[0-9a-f]{64}$/, "not the SHA-256 of a certificate: 64 hexadecimal digits"));

const mtlsShape = z.strictObject({
  scheme: z.literal("mtls"),
  header: headerName,
  fingerprints: z.array(fingerprint).min(1).max(100).optional(),
  subject: z
    .array(
      z
        .string()
        .max(256)
        .regex(/^[A-Za-z][A-Za-z0-9]*=.+$/, "write it as CN=value"),
    )
    .min(1)
    .max(20)
    .optional(),
  ...networks,
});

const hmacShape = z.strictObject({
  scheme: z.literal("hmac"),
  header: headerName,
  algorithm: z.enum(["sha256", "sha1", "sha512"]).optional(),
  encoding: z.enum(["hex", "base64"]).optional(),
  parse: z.enum(["whole", "list", "kv"]).optional(),
  prefix: z.string().max(32).optional(),
  separator: z.enum([",", " ", ";"]).optional(),
  secretEncoding: z.enum(["utf8", "hex", "whsec"]).optional(),
  signedContent: z.enum(signedContents).optional(),
  timestampHeader: headerName.optional(),
  timestampKey: z.string().min(1).max(32).optional(),
  timestampUnit: z.enum(["s", "ms"]).optional(),
  idHeader: headerName.optional(),
  toleranceSeconds: z.int().min(1).max(86_400).optional(),
  ...networks,
});

type HmacOverride = z.output<typeof hmacShape>;

/**
 * `auth` of a source: replaces its sender's scheme where `scheme` is given; `networks` limits from where it may come, `topics`
 * from which topics.
 * Strict: an unknown or contradicting field is an error that names it. Header names come out in lower case.
 */
export const authOverrideSchema = z.union([
  z.strictObject({ scheme: z.undefined().optional(), topics: topicList.optional(), ...networks }),
  z.discriminatedUnion("scheme", [
    hmacShape.superRefine(checkHmac),
    z.strictObject({ scheme: z.enum(["bearer", "basic", "url", "standard-webhooks"]), ...networks }),
    z.strictObject({ scheme: z.literal("header"), header: headerName, ...networks }),
    z.strictObject({ scheme: z.literal("body"), field: z.string().min(1).max(128), ...networks }),
    z.strictObject({
      scheme: z.literal("jwt"),
      issuer: httpsUrl,
      audience: claim,
      application: claim,
      keysUrl: httpsUrl,
      ...networks,
    }),
    mtlsShape.superRefine(checkMtls),
  ]),
]);
export type AuthOverride = z.output<typeof authOverrideSchema>;

function isPlainHttps(text: string): boolean {
  if (!/^https:\/\/[\x21-\x7e]+$/.test(text) || text.includes("\\") || !URL.canParse(text)) return false;
  const { username, password, hash } = new URL(text);
  return username === "" && password === "" && hash === "";
}

function checkMtls(auth: z.output<typeof mtlsShape>, context: z.RefinementCtx): void {
  if (auth.fingerprints !== undefined || auth.subject !== undefined) return;
  const message = "say which certificate may send: its fingerprint, its subject or both";
  context.addIssue({ code: "custom", path: ["fingerprints"], message });
}

function checkHmac(auth: HmacOverride, context: z.RefinementCtx): void {
  const content = auth.signedContent ?? "{body}";
  const refuse = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  const hasTimestamp = auth.timestampHeader !== undefined || auth.timestampKey !== undefined;
  if (auth.timestampHeader !== undefined && auth.timestampKey !== undefined) {
    refuse("timestampKey", "the signed time is in a header of its own or in the signature's header, not in both");
  }
  if (content.includes("{timestamp}") !== hasTimestamp) {
    refuse("signedContent", "a signed time and the place where it is sent are given together");
  }
  if (auth.timestampKey !== undefined && auth.parse !== "kv") refuse("timestampKey", "needs parse: kv");
  if (auth.parse === "kv" && !auth.prefix?.endsWith("="))
    refuse("prefix", 'parse: kv needs the signature\'s key, as in "v1="');
  if (content.includes("{id}") !== (auth.idHeader !== undefined)) {
    refuse("idHeader", "a signed id and the header that carries it are given together");
  }
}

/** The scheme that a source is verified by: its sender's own, or what its `auth` says instead. */
export function schemeFromAuth(sender: Pick<Sender, "scheme">, auth: AuthOverride): VerificationScheme {
  switch (auth.scheme) {
    case undefined:
      return sender.scheme.type === "sns" ? { ...sender.scheme, topics: auth.topics ?? null } : sender.scheme;
    case "hmac":
      return hmacFromAuth(auth);
    case "standard-webhooks":
      return standardWebhooksScheme;
    case "bearer":
    case "basic":
      return { type: auth.scheme };
    case "header":
      return { type: "header-token", header: auth.header };
    case "body":
      return { type: "body-token", field: auth.field };
    case "url":
      return { type: "url-token" };
    case "jwt": {
      const { issuer, audience, application, keysUrl } = auth;
      return { type: "jwt", issuer, audience, application, keysUrl };
    }
    case "mtls": {
      const { header, fingerprints = null, subject = null } = auth;
      return { type: "mtls", header, fingerprints, subject };
    }
  }
}

function hmacFromAuth(auth: HmacOverride): HmacScheme {
  const plain = plainHmac(auth.header);
  return {
    ...plain,
    algorithm: auth.algorithm ?? plain.algorithm,
    encoding: auth.encoding ?? plain.encoding,
    parse: auth.parse ?? plain.parse,
    prefix: auth.prefix ?? plain.prefix,
    separator: auth.separator ?? plain.separator,
    secretEncoding: auth.secretEncoding ?? plain.secretEncoding,
    signedContent: auth.signedContent ?? plain.signedContent,
    timestamp: timestampPlace(auth),
    timestampUnit: auth.timestampUnit ?? plain.timestampUnit,
    idHeader: auth.idHeader ?? null,
    toleranceMs: auth.toleranceSeconds === undefined ? plain.toleranceMs : auth.toleranceSeconds * 1000,
  };
}

function timestampPlace(auth: HmacOverride): HmacScheme["timestamp"] {
  if (auth.timestampHeader !== undefined) return { in: "header", header: auth.timestampHeader };
  if (auth.timestampKey !== undefined) return { in: "kv", key: auth.timestampKey };
  return { in: "none" };
}
