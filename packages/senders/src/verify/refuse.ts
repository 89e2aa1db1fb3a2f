import type { RefusalReason, VerifyOutcome } from "../sender.ts";

export function refuse(reason: RefusalReason, hint: string): VerifyOutcome & { outcome: "refused" } {
  return { outcome: "refused", status: 401, reason, hint };
}
