import type { Headers, HmacScheme, SignatureHeaders } from "../sender.ts";

/** What a request says about its signature, unproven. A part that is absent or doubled is empty text. */
export interface SignatureParts {
  names: SignatureHeaders;
  candidates: string[];
  /** Those that are said to be made with an ed25519 key. */
  publicKeyCandidates: string[];
  timestamp: string;
  id: string;
}

/** More entries than any rotation needs; a longer list counts as no signature, so that the work is bounded. */
const candidatesMax = 16;
/** Checking one takes a hundred times as long as an HMAC. */
const publicKeyCandidatesMax = 4;

export function readSignatureParts(scheme: HmacScheme, headers: Headers): SignatureParts {
  const names = headerNames(scheme, headers);
  const value = headers[names.signature] ?? "";
  const entries = splitEntries(scheme, value);
  return {
    names,
    candidates: entriesWith(entries, scheme.prefix, candidatesMax),
    publicKeyCandidates:
      scheme.publicKeyPrefix === null ? [] : entriesWith(entries, scheme.publicKeyPrefix, publicKeyCandidatesMax),
    timestamp: readTimestamp(scheme, headers, names, entries),
    id: names.id === null ? "" : (headers[names.id] ?? ""),
  };
}

function entriesWith(entries: readonly string[], prefix: string, max: number): string[] {
  const found = entries.filter((entry) => entry.startsWith(prefix) && entry.length > prefix.length);
  return found.length > max ? [] : found.map((entry) => entry.slice(prefix.length));
}

function headerNames(scheme: HmacScheme, headers: Headers): SignatureHeaders {
  const { alternative } = scheme;
  if (alternative !== null && headers[scheme.header] === undefined && headers[alternative.signature] !== undefined) {
    return alternative;
  }
  return {
    signature: scheme.header,
    timestamp: scheme.timestamp.in === "header" ? scheme.timestamp.header : null,
    id: scheme.idHeader,
  };
}

function splitEntries(scheme: HmacScheme, value: string): string[] {
  switch (scheme.parse) {
    case "whole":
      return [value];
    case "list":
    case "kv":
      // A header sent twice comes joined by ", ": where the list is not comma-separated that is refused, not picked from.
      if (!scheme.separator.includes(",") && /,\s/.test(value)) return [];
      return value.split(scheme.separator).map((entry) => entry.trim());
  }
}

function readTimestamp(scheme: HmacScheme, headers: Headers, names: SignatureHeaders, entries: string[]): string {
  switch (scheme.timestamp.in) {
    case "none":
      return "";
    case "header":
      return names.timestamp === null ? "" : (headers[names.timestamp] ?? "");
    case "kv": {
      const lead = `${scheme.timestamp.key}=`;
      const stamps = entries.filter((entry) => entry.startsWith(lead));
      return stamps.length === 1 ? stamps[0]!.slice(lead.length) : "";
    }
  }
}
