import { FieldReader } from "../../payload/field-reader.ts";
import { readPayload } from "../../payload/read-payload.ts";
import type { IncomingRequest, SenderRequest } from "../../sender.ts";
import { isSnsAddress } from "../../verify/sns-message.ts";

const kinds = { SubscriptionConfirmation: "subscription", UnsubscribeConfirmation: "unsubscription" } as const;

/** A topic that would send, or that was told to send no more. Whoever visits the address lets it send; both are signed. */
export function askOfAwsSns(request: IncomingRequest): SenderRequest | null {
  const payload = readPayload(request);
  if (payload.outcome === "unreadable") return null;
  const fields = new FieldReader(payload.value, { now: 0 });
  const type = fields.text("Type") ?? "";
  const [topic, address] = [fields.text("TopicArn"), fields.text("SubscribeURL")];
  if (!Object.hasOwn(kinds, type) || topic === null || address === null || !isSnsAddress(address)) return null;
  return { kind: kinds[type as keyof typeof kinds], topic, address };
}
