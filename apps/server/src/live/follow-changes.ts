import { liveChange } from "@signalbox/contract";
import { type Database, liveChannel } from "@signalbox/database";
import type { Logger } from "pino";

interface Change {
  topic: string;
  id: string;
}
/** `lagged`: changes may have been missed, so everything is to be read again. */
export type LiveMessage = { kind: "change"; change: Change } | { kind: "lagged" };

export interface ChangeFeed {
  /** Calls `listen` for every message from now on, until the function that is returned is called. */
  follow(listen: (message: LiveMessage) => void): () => void;
  close(): Promise<void>;
}

/** One LISTEN per process, told on to everybody who follows. */
export async function followChanges(db: Database, log: Logger): Promise<ChangeFeed> {
  const listeners = new Set<(message: LiveMessage) => void>();
  const tell = (message: LiveMessage) => {
    for (const listen of listeners) listen(message);
  };
  let isFirst = true;
  const listening = await db.sql.listen(
    liveChannel,
    (text) => {
      const change = liveChange.safeParse(parse(text));
      if (change.success) tell({ kind: "change", change: change.data });
      else log.warn("a live notice could not be read");
    },
    () => {
      // Listening begins anew after the connection was lost; what came meanwhile was not heard.
      if (!isFirst) tell({ kind: "lagged" });
      isFirst = false;
    },
  );
  return {
    follow(listen) {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    async close() {
      listeners.clear();
      await listening.unlisten().catch(() => {});
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
