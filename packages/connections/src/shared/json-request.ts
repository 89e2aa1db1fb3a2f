import type { PlannedRequest } from "../connection-kind.ts";

/** A request that carries JSON and asks for JSON. `body` undefined: it carries nothing. */
export function jsonRequest(
  method: PlannedRequest["method"],
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): PlannedRequest {
  const carried = body === undefined ? {} : { "content-type": "application/json" };
  return {
    method,
    url,
    headers: { accept: "application/json", ...carried, ...headers },
    body: body === undefined ? null : JSON.stringify(body),
  };
}
