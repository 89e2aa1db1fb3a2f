import { expect, it } from "vitest";
import type { LiveMessage } from "./follow-changes.ts";
import { streamChanges } from "./stream-changes.ts";

it("a stream ends when its reader has stopped reading", async () => {
  const listeners = new Set<(message: LiveMessage) => void>();
  const answer = streamChanges({
    feed: {
      follow(listen) {
        listeners.add(listen);
        return () => listeners.delete(listen);
      },
      close: () => Promise.resolve(),
    },
    isAlive: () => Promise.resolve(true),
    stopped: new AbortController().signal,
    times: { heartbeatMs: 60_000, sessionCheckMs: 60_000, gatherMs: 0 },
  });
  let sent = 0;
  const send = async () => {
    sent += 1;
    for (const listen of listeners) listen({ kind: "change", change: { topic: "incident", id: "x".repeat(500) } });
    await new Promise((resolve) => setTimeout(resolve, 1));
    return listeners.size;
  };
  while (sent < 2_000 && (await send()) > 0);
  expect(listeners.size).toBe(0);
  const text = await answer.text();
  expect(text.length).toBeGreaterThan(32 * 1024);
  expect(text.length).toBeLessThan(128 * 1024);
});
