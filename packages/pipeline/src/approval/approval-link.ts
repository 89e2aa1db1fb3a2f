import { formatId } from "@signalbox/core";

/** Where a question is decided, after signing in. */
export function approvalLink(publicUrl: string, approvalId: string): string {
  return `${publicUrl}/approvals/${formatId("app", approvalId)}`;
}
