import { parseJson } from "../payload/parse-json.ts";
import { scanJson } from "../payload/scan-json.ts";

/** The fields of an Amazon SNS message as texts, as they were sent. */
export type SnsMessage = Readonly<Record<string, string | undefined>>;

const decoder = new TextDecoder("utf-8");

// Names in the order of their bytes, which is the order in which they are signed.
const signedOfNotification = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"] as const;
const signedOfConfirmation = [
  "Message",
  "MessageId",
  "SubscribeURL",
  "Timestamp",
  "Token",
  "TopicArn",
  "Type",
] as const;

/** The envelope that a body holds, or null. Its texts are not cleaned: it is what was signed that counts. Never throws. */
export function readSnsMessage(body: Uint8Array): SnsMessage | null {
  if (scanJson(body).outcome !== "fits" || parseJson(body).outcome !== "read") return null;
  const parsed: unknown = JSON.parse(decoder.decode(body));
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return null;
  const texts = Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const message: SnsMessage = Object.assign(Object.create(null), Object.fromEntries(texts));
  return message.Type === undefined || message.Signature === undefined ? null : message;
}

/** What is signed of a message: each name and value on a line of its own. Null where one of them is missing. */
export function signedTextOf(message: SnsMessage): string | null {
  const isNotification = message.Type === "Notification";
  const lines: string[] = [];
  for (const name of isNotification ? signedOfNotification : signedOfConfirmation) {
    const value = message[name];
    if (value !== undefined) lines.push(`${name}\n${value}\n`);
    else if (name !== "Subject") return null;
  }
  return lines.join("");
}

/** Whether an address belongs to Amazon SNS: https on its own host of a region, with no port, user or fragment. */
export function isSnsAddress(text: string): boolean {
  if (!/^https:\/\/[\x21-\x7e]{1,2048}$/.test(text) || text.includes("\\") || !URL.canParse(text)) return false;
  const { protocol, host, username, password, hash } = new URL(text);
  const [, region, ending] = /^sns\.([a-z]{2}(?:-[a-z]{1,16}){1,3}-\d{1,2})\.amazonaws\.com(\.cn)?$/.exec(host) ?? [];
  if (region === undefined || protocol !== "https:") return false;
  return username === "" && password === "" && hash === "" && region.startsWith("cn-") === (ending !== undefined);
}

/** The address of the certificate that a message is signed with, or null where it may not be fetched. */
export function certificateAddressOf(message: SnsMessage): string | null {
  const text = message.SigningCertURL ?? "";
  if (!isSnsAddress(text)) return null;
  const { pathname, search } = new URL(text);
  return search === "" && /^\/[\w.-]{1,200}\.pem$/.test(pathname) ? text : null;
}
