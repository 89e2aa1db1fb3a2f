import type { DeliveryIdentity, IncomingRequest } from "../../sender.ts";

/** The id is signed and the same on every try. The set of headers that carries the signature carries the id as well. */
export function identifyStandardWebhooks({ headers }: IncomingRequest): DeliveryIdentity {
  const id = (headers["webhook-signature"] === undefined ? headers["svix-id"] : headers["webhook-id"]) ?? "";
  return id === "" ? { basis: "fresh" } : { basis: "sender", id };
}
