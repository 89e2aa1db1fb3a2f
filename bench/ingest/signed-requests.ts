import { senderByKey, signDelivery } from "@signalbox/senders";

export const benchSecret = "the-secret-of-the-benchmark";
export const benchToken = "sbxh_benchmark_0123456789abcdefghijklmnop";
const benchPath = `/hooks/${benchToken}`;

const sender = benchSender();
const idPlace = "the-id-of-this-delivery";
// Signing costs enough; the text around the ids is made once.
const template = anypingTemplate();

/** Pieces between the ids: of the delivery, and of an incident of its own. */
function anypingTemplate(): string[] {
  const { body } = sender.sample("open", { now: Date.UTC(2026, 10, 2, 10), key: idPlace });
  const payload = JSON.parse(Buffer.from(body).toString("utf8"));
  return JSON.stringify({ ...payload, id: idPlace }).split(idPlace);
}

/** An AnyPing delivery with an id of its own, as the bytes of a whole HTTP request. */
export function signedRequest(id: string): Buffer {
  const { body, headers } = signedDelivery(id);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `POST ${benchPath} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: ${body.length}\r\n${lines.join("")}\r\n`;
  return Buffer.from(head + body.toString("latin1"), "latin1");
}

export function signedDelivery(id: string): { body: Buffer; headers: Record<string, string> } {
  const body = Buffer.from(template.join(id));
  const { headers: signed } = signDelivery(sender.scheme, benchSecret, { body, id, now: 0 });
  return { body, headers: { "content-type": "application/json", "user-agent": "AnyPing/1.0", ...signed } };
}

export function benchSender(): NonNullable<ReturnType<typeof senderByKey>> {
  const found = senderByKey("anyping");
  if (found === null) throw new Error("the sender anyping is gone");
  return found;
}
