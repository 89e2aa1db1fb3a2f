import { type Answer, type ConnectionSecrets, isHttpCall, type PlannedCall } from "@signalbox/connections";
import type { CallResult } from "../outbound/call-outside.ts";
import { hideAcknowledgeLinks } from "../page/acknowledge-link.ts";

const redacted = "[redacted]";
/** What is shorter would eat ordinary text. */
const secretLengthMin = 6;

/** What a call brought, without the credentials that went out with it: targets echo them, in refusals above all.
 *  @param sent the request with its credentials. */
export function redactAnswer(result: CallResult, sent: PlannedCall, secrets: ConnectionSecrets): CallResult {
  if (result.result !== "answered") return result;
  const values = Object.values(secrets);
  const hidden = spellings([...values, ...values.flatMap(partsOfAddress), ...credentialsOf(sent, secrets)]);
  const clean = (text: string) =>
    hideAcknowledgeLinks(hidden.reduce((rest, secret) => rest.replaceAll(secret, redacted), text));
  const headers = Object.entries(result.answer.headers).map(([name, value]) => [name, clean(value)]);
  const answer: Answer = { ...result.answer, headers: Object.fromEntries(headers), body: clean(result.answer.body) };
  return { ...result, answer };
}

// What was sent in base64 is no stored value, and yet the password: `Basic …`, and a mail server's AUTH PLAIN and LOGIN.
function credentialsOf(sent: PlannedCall, { password = "" }: ConnectionSecrets): string[] {
  if (isHttpCall(sent)) return [sent.headers.authorization?.replace(/^\S+\s+/, "") ?? ""];
  if (sent.via === "command" || sent.username === null || password === "") return [];
  return [`\u0000${sent.username}\u0000${password}`, password].map((text) =>
    Buffer.from(text, "utf8").toString("base64"),
  );
}

const tokenLengthMin = 16;

// Of an address that is a credential, a target names the path, the query or the token alone: "no route for POST /hooks/…".
function partsOfAddress(value: string): string[] {
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return [];
  const { pathname, search, searchParams } = new URL(value);
  const tokens = [...pathname.split("/"), ...searchParams.values()].filter((part) => part.length >= tokenLengthMin);
  return [pathname + search, pathname, search, ...tokens];
}

// As they are and as JSON and URLs write them; the longest first, as one can be part of another.
function spellings(values: readonly string[]): string[] {
  const all = values
    .filter((value) => value.length >= secretLengthMin)
    .flatMap((value) => [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value.toWellFormed())]);
  return [...new Set(all)].toSorted((one, other) => other.length - one.length);
}
