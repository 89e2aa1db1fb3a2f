import type { Failure } from "@signalbox/contract";

/** The last delivery that a failure is about where its payload does not fit: a mapping can be made from it. */
export function deliveryToMap({ kind, subject, details }: Failure): { source: string; delivery: string } | null {
  if (kind !== "delivery-unreadable" && kind !== "payload-drifts") return null;
  if (typeof details.source !== "string") return null;
  return { source: details.source, delivery: typeof details.delivery === "string" ? details.delivery : subject };
}
