import { type PageBody, pageBody } from "../page-webhook/page-body.ts";

/** What an action `message` says, with all that is known of its incident. Times are ISO 8601 in UTC. */
export interface MessageBody extends Omit<PageBody, "event" | "acknowledgeUrl"> {
  event: "message.sent";
  /** Whom the rule names; null where it names nobody. */
  to: string | null;
}

/** True where a step `send` is a message: the other thing that is sent without an obligation is a page about a failure. */
export function isMessage(scope: Readonly<Record<string, unknown>>): boolean {
  return (scope.failure ?? null) === null;
}

/** Builds the body from the scope that templates see. */
export function messageBody(reference: string, scope: Readonly<Record<string, unknown>>): MessageBody {
  const { acknowledgeUrl: _, ...page } = pageBody("page.opened", reference, scope);
  const to = (scope.action as { to?: unknown } | null | undefined)?.to;
  return { ...page, event: "message.sent", to: typeof to === "string" && to !== "" ? to : null };
}
