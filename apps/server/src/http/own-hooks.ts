/** Posts to our own `/hooks/…` and to nothing else: test events go the way that real ones go. */
export interface OwnHooks {
  post(token: string, request: { headers: Record<string, string>; body: Uint8Array }): Promise<HookAnswer>;
}

interface HookAnswer {
  status: number;
  /** At most 4 KiB. */
  text: string;
  durationMs: number;
}

const answerWithinMs = 10_000;

/** @param listening where this very process listens; asked at each call. */
export function createOwnHooks(listening: () => { host: string; port: number }): OwnHooks {
  return {
    async post(token, { headers, body }) {
      const { host, port } = listening();
      const startedAt = performance.now();
      const response = await fetch(`http://${reachable(host)}:${port}/hooks/${encodeURIComponent(token)}`, {
        method: "POST",
        headers,
        body: new Uint8Array(body),
        redirect: "error",
        signal: AbortSignal.timeout(answerWithinMs),
      });
      const text = (await response.text()).slice(0, 4096);
      return { status: response.status, text, durationMs: Math.round(performance.now() - startedAt) };
    },
  };
}

// Who listens on every address is reached on the loopback one.
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
