import { callOutside, type Outbound } from "@signalbox/pipeline";
import type { FetchCertificate } from "./signing-certificates.ts";

/** Well within the 15 s that Amazon waits. */
const totalMs = 3_000;
const gone = new Set([403, 404, 410]);

/** Fetches certificates through the guard of all outbound calls. It is not switched off with them: it changes nothing outside,
 *  and without it deliveries would be lost. */
export function fetchCertificate(outbound: Outbound): FetchCertificate {
  return async (address) => {
    const request = {
      method: "GET" as const,
      url: address,
      headers: { accept: "application/x-pem-file, */*" },
      body: null,
    };
    const result = await callOutside(outbound, request, { totalMs });
    if (result.result === "failed") return { outcome: "unavailable" };
    const { status, body } = result.answer;
    if (status === 200) return { outcome: "fetched", pem: body };
    return gone.has(status) ? { outcome: "none" } : { outcome: "unavailable" };
  };
}
