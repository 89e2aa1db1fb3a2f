const credentialName = /pass|secret|token|api-?_?key|auth|cookie|session|credential/i;
const redacted = "[redacted]";

/** Headers as they were received, `[["name", "value"], …]` as JSON, with the values of credentials replaced.
 *  @param raw names and values in turn, as Node gives them. @param tokenHeader the source's own credential, in lower case. */
export function redactedHeadersJson(raw: readonly string[], tokenHeader: string | null): string {
  const headers: [string, string][] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!;
    const isCredential = credentialName.test(name) || name.toLowerCase() === tokenHeader;
    headers.push([name, isCredential ? redacted : raw[i + 1]!]);
  }
  return JSON.stringify(headers);
}

/** The query as sent, with the values of credentials replaced; null where there is none. */
export function redactedQuery(query: string): string | null {
  if (query === "") return null;
  return query
    .split("&")
    .map((pair) => {
      const name = pair.split("=", 1)[0]!;
      return credentialName.test(name) && name.length < pair.length ? `${name}=${redacted}` : pair;
    })
    .join("&");
}
