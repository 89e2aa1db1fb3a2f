import { isApiTokenAlive, isSessionAlive } from "@signalbox/database";
import type { ChangeFeed } from "../live/follow-changes.ts";
import { streamChanges } from "../live/stream-changes.ts";
import type { ServerDeps } from "../server-deps.ts";
import type { Handlers } from "./handlers.ts";

export function liveHandlers(
  deps: ServerDeps,
  live: { feed: ChangeFeed; stopped: AbortSignal },
): Pick<Handlers, "followLive"> {
  return {
    async followLive(_, { caller }) {
      const isAlive = async () => {
        if (caller?.kind === "person") return isSessionAlive(deps.db.read, caller.sessionId, deps.now());
        // The environment's token has no role, and no end but the server's.
        const isStored = caller !== null && caller.role !== null;
        return !isStored || isApiTokenAlive(deps.db.read, caller.name, deps.now());
      };
      return streamChanges({ ...live, isAlive });
    },
  };
}
