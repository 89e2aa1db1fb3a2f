import type { ChangeFeed, LiveMessage } from "./follow-changes.ts";

export interface StreamTimes {
  heartbeatMs: number;
  /** How often it is asked whether the session still stands. */
  sessionCheckMs: number;
  /** Changes are gathered this long, so that a storm sends each once. */
  gatherMs: number;
}
const streamTimes: StreamTimes = { heartbeatMs: 15_000, sessionCheckMs: 4_000, gatherMs: 200 };

const gatheredMax = 200;
/** What waits for a reader that has stopped reading, in bytes. Its browser connects again and loads everything. */
const waitingMax = 64 * 1024;

/** Server-sent events of one page: ends when the session does, when the browser leaves, or when `stopped` is aborted. */
export function streamChanges(options: {
  feed: ChangeFeed;
  isAlive(): Promise<boolean>;
  stopped: AbortSignal;
  times?: StreamTimes;
}): Response {
  const { feed, stopped, times = streamTimes } = options;
  let end = () => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const encoder = new TextEncoder();
        const send = (text: string) => {
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) <= 0) end();
        };
        const gathered = new Set<string>();
        let timer: NodeJS.Timeout | null = null;
        const flush = () => {
          timer = null;
          const text = [...gathered].join("");
          gathered.clear();
          send(text);
        };
        const unfollow = feed.follow((message) => {
          if (gathered.size >= gatheredMax) {
            gathered.clear();
            gathered.add(format({ kind: "lagged" }));
          } else {
            gathered.add(format(message));
          }
          timer ??= setTimeout(flush, times.gatherMs);
        });
        const heartbeat = setInterval(() => send(": still here\n\n"), times.heartbeatMs);
        const check = setInterval(() => {
          // Postgres away is no reason to sign people out.
          options.isAlive().then(
            (isAlive) => isAlive || end(),
            () => {},
          );
        }, times.sessionCheckMs);
        end = () => {
          end = () => {};
          if (timer) clearTimeout(timer);
          clearInterval(heartbeat);
          clearInterval(check);
          unfollow();
          stopped.removeEventListener("abort", onStop);
          try {
            controller.close();
          } catch {
            // The browser has closed it already.
          }
        };
        const onStop = () => end();
        stopped.addEventListener("abort", onStop, { once: true });
        send("retry: 2000\n: connected\n\n");
        if (stopped.aborted) end();
      },
      cancel() {
        end();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: waitingMax }),
  );
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
  });
}

function format(message: LiveMessage): string {
  if (message.kind === "lagged") return "event: lagged\ndata: {}\n\n";
  return `event: change\ndata: ${JSON.stringify(message.change)}\n\n`;
}
