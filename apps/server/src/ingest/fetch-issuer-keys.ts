import { callOutside, type Outbound } from "@signalbox/pipeline";
import type { FetchIssuerKeys } from "./issuer-keys.ts";

/** Well within the 10 s that Azure Monitor waits. */
const totalMs = 3_000;

/** Fetches the keys of issuers through the guard of all outbound calls. As with certificates it is not switched off with them:
 *  it changes nothing outside, and without it deliveries would be lost. */
export function fetchIssuerKeys(outbound: Outbound): FetchIssuerKeys {
  return async (keysUrl) => {
    const request = {
      method: "GET" as const,
      url: keysUrl,
      headers: { accept: "application/jwk-set+json, application/json" },
      body: null,
    };
    const result = await callOutside(outbound, request, { totalMs });
    const isWhole = result.result === "answered" && result.answer.status === 200 && !result.answer.bodyCut;
    return isWhole ? result.answer.body : null;
  };
}
