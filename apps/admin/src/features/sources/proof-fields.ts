/** A choice of a field: its value in `auth` and what people read. */
type ProofChoice = readonly [value: string, label: string];

/** A field of `auth` as a form asks for it; `list`: one entry on each line; `number`: a whole number. */
export interface ProofField {
  name: string;
  label: string;
  /** Of choices the first is what holds where nothing is said. */
  kind: "text" | "list" | "number" | readonly ProofChoice[];
  hint?: string;
  required?: true;
}

/** The ways in which a source can prove itself, `""` for its tool's own, with what each must be told. */
export const proofWays: readonly { scheme: string; label: string; about: string; fields: readonly ProofField[] }[] = [
  { scheme: "", label: "as the tool does", about: "What is usual for this tool.", fields: [] },
  { scheme: "bearer", label: "a bearer token", about: "The header Authorization: Bearer and its secret.", fields: [] },
  { scheme: "basic", label: "a user and a password", about: "Its secret has the form user:password.", fields: [] },
  {
    scheme: "header",
    label: "a token in a header",
    about: "A header of that name and its secret.",
    fields: [{ name: "header", label: "Header", kind: "text", required: true, hint: "such as X-API-Key" }],
  },
  {
    scheme: "body",
    label: "a token in the body",
    about: "The token is taken out before the body is kept.",
    fields: [
      { name: "field", label: "Field of the body", kind: "text", required: true, hint: "a.b for a field of a field" },
    ],
  },
  {
    scheme: "jwt",
    label: "a token of an issuer (JWT)",
    about:
      "Signed with RS256 by a key that the issuer publishes. Azure Monitor's secure webhooks do this with Entra ID.",
    fields: [
      { name: "issuer", label: "Issuer", kind: "text", required: true, hint: "exactly as in its tokens (iss)" },
      { name: "keysUrl", label: "Address of its keys", kind: "text", required: true, hint: "a JWK Set, by https" },
      { name: "audience", label: "Audience", kind: "text", required: true, hint: "for whom its tokens are (aud)" },
      {
        name: "application",
        label: "Application",
        kind: "text",
        required: true,
        hint: "to whom they were given (azp or appid)",
      },
    ],
  },
  {
    scheme: "mtls",
    label: "a client certificate",
    about:
      "Your proxy asks for the certificate and passes it on in a header that it overwrites. It counts only from the networks in SIGNALBOX_TRUSTED_PROXIES.",
    fields: [
      {
        name: "header",
        label: "Header of the proxy",
        kind: "text",
        required: true,
        hint: "X-Client-Cert or the like: PEM percent-encoded, base64 of DER, RFC 9440, or X-Forwarded-Client-Cert of Envoy",
      },
      {
        name: "fingerprints",
        label: "Fingerprints",
        kind: "list",
        hint: "SHA-256 in hexadecimal, one on each line; name them, the subject or both",
      },
      {
        name: "subject",
        label: "Subject",
        kind: "list",
        hint: "CN=webhooks.example.com, one part on each line; all must be there",
      },
    ],
  },
  {
    scheme: "standard-webhooks",
    label: "Standard Webhooks",
    about: "The headers webhook-id, webhook-timestamp and webhook-signature.",
    fields: [],
  },
  {
    scheme: "hmac",
    label: "a signature (HMAC)",
    about: "Over the body as it was sent. An empty field means: as usual.",
    fields: [
      { name: "header", label: "Header of the signature", kind: "text", required: true, hint: "such as X-Signature" },
      {
        name: "algorithm",
        label: "Digest",
        kind: [
          ["sha256", "SHA-256"],
          ["sha1", "SHA-1"],
          ["sha512", "SHA-512"],
        ],
      },
      {
        name: "encoding",
        label: "Written as",
        kind: [
          ["hex", "hexadecimal"],
          ["base64", "base64"],
        ],
      },
      {
        name: "parse",
        label: "The header holds",
        kind: [
          ["whole", "one signature and nothing else"],
          ["list", "a list of signatures, any of which may match"],
          ["kv", "pairs such as t=1700000000,v1=…"],
        ],
      },
      { name: "prefix", label: "Before each signature", kind: "text", hint: "such as sha256= or v1=" },
      {
        name: "separator",
        label: "Between signatures or pairs",
        kind: [
          [",", "a comma"],
          [" ", "a space"],
          [";", "a semicolon"],
        ],
      },
      {
        name: "secretEncoding",
        label: "The secret is",
        kind: [
          ["utf8", "text as it stands"],
          ["hex", "bytes in hexadecimal"],
          ["whsec", "bytes in base64, with or without whsec_"],
        ],
      },
      {
        name: "signedContent",
        label: "What is signed",
        kind: [
          ["{body}", "the body alone"],
          ["{timestamp}:{body}", "time:body"],
          ["{timestamp}{body}", "time and body without a sign between"],
          ["{timestamp}.{body}", "time.body"],
          ["{id}.{timestamp}.{body}", "id.time.body"],
        ],
        hint: "where a time or an id is signed, say below where it is sent",
      },
      { name: "timestampHeader", label: "Header of the signed time", kind: "text" },
      {
        name: "timestampKey",
        label: "or its key in the signature's header",
        kind: "text",
        hint: "such as t, for pairs",
      },
      {
        name: "timestampUnit",
        label: "The time counts in",
        kind: [
          ["s", "seconds since 1970"],
          ["ms", "milliseconds since 1970"],
        ],
      },
      {
        name: "toleranceSeconds",
        label: "How far it may be from now, in seconds",
        kind: "number",
        hint: "300, both ways, where nothing is said",
      },
      { name: "idHeader", label: "Header of the signed id", kind: "text" },
    ],
  },
  { scheme: "url", label: "the URL alone", about: "Who knows the URL can send: limit the networks too.", fields: [] },
];

/** Of Amazon SNS, where it proves itself as usual. */
export const topicFields: readonly ProofField[] = [
  {
    name: "topics",
    label: "Topics that may send",
    kind: "list",
    hint: "their ARNs, one on each line; left empty: any of any AWS account",
  },
];

/** What `auth` says of a field, as people read it: each entry of a list by itself; none where it says nothing. */
export function wordsOf({ kind }: ProofField, value: unknown): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.map(String);
  const choice = typeof kind === "string" ? undefined : kind.find(([each]) => each === value);
  return [choice?.[1] ?? String(value)];
}

/** What a form holds of `auth`: each field as text. */
export function textsOfAuth(auth: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(auth).map(([name, value]) => [name, Array.isArray(value) ? value.join("\n") : String(value)]),
  );
}

/** `auth` as the API takes it, of the fields that are filled in. */
export function authOfTexts(
  scheme: string,
  fields: readonly ProofField[],
  texts: Readonly<Record<string, string>>,
): Record<string, string | number | string[]> {
  const filled = fields.flatMap(({ name, kind }): [string, string | number | string[]][] => {
    const text = texts[name] ?? "";
    const isChosen = typeof kind !== "string" && text !== "";
    if (text.trim() === "" && !isChosen) return [];
    if (kind === "list") return [[name, text.split("\n").flatMap((line) => line.trim() || [])]];
    if (kind === "number") return [[name, Number(text)]];
    return [[name, kind === "text" ? text.trim() : text]];
  });
  return { ...(scheme === "" ? {} : { scheme }), ...Object.fromEntries(filled) };
}
