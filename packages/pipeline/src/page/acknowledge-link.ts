import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { type AcknowledgeLinkRow, keepAcknowledgeLink, type LockedAction, type Tx } from "@signalbox/database";
import type { PerformDeps } from "../perform/perform-deps.ts";

/** The last part of a link's path: never stored, never logged. `sbxa_`, the id of its row, and a signature. */
const shape = /^sbxa_([A-Za-z0-9_-]{22})([A-Za-z0-9_-]{32})$/;
const signatureBytes = 24;
const validForMs = 24 * 3_600_000;

/** The link by which whoever is paged acknowledges: bound to the incident and to that person, for 24 hours, once. Null where
 *  there is no page to acknowledge, or no address of ours to link to. In the transaction of the claim. */
export async function issueAcknowledgeLink(
  deps: Pick<PerformDeps, "secretKey" | "newId" | "publicUrl">,
  tx: Tx,
  locked: Pick<LockedAction, "action" | "obligation">,
  given: { person: string; now: number },
): Promise<string | null> {
  const { action, obligation } = locked;
  if (deps.publicUrl === null || obligation === null || action.kind !== "page" || action.verb !== "create") return null;
  const link = await keepAcknowledgeLink(tx, {
    id: deps.newId(),
    obligationId: obligation.id,
    incidentId: obligation.incidentId,
    person: given.person.slice(0, 320),
    madeAt: given.now,
    expiresAt: given.now + validForMs,
  });
  return `${deps.publicUrl}/acknowledge/${signAcknowledgeLink(deps.secretKey, link)}`;
}

/** The same text without what makes its links usable: for all that is kept or shown. */
export function hideAcknowledgeLinks(text: string): string {
  return text.replace(/sbxa_[A-Za-z0-9_-]{8,}/g, "[link]");
}

export function signAcknowledgeLink(secretKey: Buffer, link: Omit<AcknowledgeLinkRow, "usedAt" | "madeAt">): string {
  const id = Buffer.from(link.id.replaceAll("-", ""), "hex").toString("base64url");
  return `sbxa_${id}${signature(secretKey, link).toString("base64url")}`;
}

/** The id that a link names, whoever made it; null where the text is no link. */
export function idOfAcknowledgeLink(token: string): string | null {
  const id = shape.exec(token)?.[1];
  if (id === undefined) return null;
  const hex = Buffer.from(id, "base64url").toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Whether the link was made by us for just this. */
export function isGenuineLink(secretKey: Buffer, token: string, link: AcknowledgeLinkRow): boolean {
  const given = Buffer.from(shape.exec(token)?.[2] ?? "", "base64url");
  const right = signature(secretKey, link);
  return given.length === right.length && timingSafeEqual(given, right);
}

function signature(secretKey: Buffer, link: Omit<AcknowledgeLinkRow, "usedAt" | "madeAt">): Buffer {
  const key = Buffer.from(hkdfSync("sha256", secretKey, "", "signalbox acknowledge link", 32));
  const bound = JSON.stringify([link.id, link.obligationId, link.incidentId, link.person, link.expiresAt]);
  return createHmac("sha256", key).update(bound).digest().subarray(0, signatureBytes);
}
