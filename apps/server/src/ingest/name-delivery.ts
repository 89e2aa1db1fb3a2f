import { hash } from "node:crypto";
import type { DeliveryIdentity } from "@signalbox/senders";

export type DeliveryName = { senderDeliveryId: string; idBasis: "sender" | "hashed" | "derived" | "fresh" };

const charactersMax = 255;
const control = /\p{Cc}/u;
/** Stands where a sender's text held what no text can hold, such as half a surrogate pair. */
const unreadable = "\uFFFD";

/** What makes a delivery unique in its source. A sender's own id stays as it is, unless Postgres could not keep it or
 *  nobody could read it: then its hash stands for it. */
export function nameDelivery(identity: DeliveryIdentity, body: Buffer, newId: string): DeliveryName {
  switch (identity.basis) {
    case "sender":
      if (identity.id === "") return { senderDeliveryId: `fresh:${newId}`, idBasis: "fresh" };
      return isPlain(identity.id)
        ? { senderDeliveryId: identity.id, idBasis: "sender" }
        : { senderDeliveryId: `sha256:${hash("sha256", hashable(identity.id, body))}`, idBasis: "hashed" };
    case "derived":
      return { senderDeliveryId: `sha256:${hash("sha256", identity.from)}`, idBasis: "derived" };
    case "fresh":
      return { senderDeliveryId: `fresh:${newId}`, idBasis: "fresh" };
  }
}

function isPlain(id: string): boolean {
  return id.length <= charactersMax && !control.test(id) && !id.includes(unreadable) && id.isWellFormed();
}

// Two ids may have become one by what was unreadable in them: then the body tells them apart.
function hashable(id: string, body: Buffer): Buffer {
  const text = Buffer.from(id, "utf8");
  return id.includes(unreadable) || !id.isWellFormed() ? Buffer.concat([text, body]) : text;
}
