import type { AttemptOutcome } from "@signalbox/core";

/** How far a call had come when it failed: before the request was handed to a connection, it can't have been carried out. */
export type CallStage = "before-sending" | "sent";

const connectCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "ETIMEDOUT",
  "EPIPE",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_SOCKET",
]);
const nameCodes = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA", "EAI_NONAME"]);
const tlsCodes = /^(ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;

/** What an error of the HTTP client means for the try. Its text never holds more of the URL than the host. */
export function classifyFailure(error: unknown, stage: CallStage): AttemptOutcome {
  const code = errorCode(error);
  if (code === "SIGNALBOX_BLOCKED_ADDRESS") {
    return { outcome: "permanent", reason: "blocked-address", detail: (error as Error).message };
  }
  if (code === "UND_ERR_INVALID_ARG") {
    return {
      outcome: "permanent",
      reason: "invalid-request",
      detail: "a header or the path holds what HTTP can't carry",
    };
  }
  if (stage === "sent") {
    const isTooLarge = code === "UND_ERR_HEADERS_OVERFLOW";
    return isTooLarge
      ? { outcome: "unknown", reason: "answer-too-large", detail: "the answer's headers are too large" }
      : { outcome: "unknown", reason: "answer-lost", detail: `the connection ended before the answer did (${code})` };
  }
  if (nameCodes.has(code))
    return { outcome: "retryable", reason: "name-not-found", detail: `no address found (${code})` };
  if (tlsCodes.test(code)) return { outcome: "retryable", reason: "tls-failed", detail: `TLS failed (${code})` };
  const detail = connectCodes.has(code) ? `no connection (${code})` : `no connection (${code || "unknown error"})`;
  return { outcome: "retryable", reason: "connect-failed", detail };
}

/** The first code in the chain of causes; happy eyeballs wraps one error per address. */
function errorCode(error: unknown): string {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    const { code } = current as NodeJS.ErrnoException;
    if (typeof code === "string" && code !== "") return code;
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return "";
}
