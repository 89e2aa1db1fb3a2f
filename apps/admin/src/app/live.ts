import { apiUrl, liveChange } from "@signalbox/contract";
import type { QueryClient } from "@tanstack/react-query";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

export type LiveState = "connected" | "catching up" | "offline";

/** What to read again when a topic changes: the first part of each query's key. */
const readAgain: Record<string, readonly string[]> = {
  delivery: ["deliveries", "sources", "monitors", "events"],
  incident: ["incidents", "approvals", "deliveries", "components"],
  obligation: ["incidents", "approvals", "deliveries", "connections", "obligations"],
  failure: ["failures", "approvals", "overview"],
  source: ["sources"],
  connection: ["connections"],
  component: ["components", "monitors"],
  maintenance: ["maintenance", "incidents"],
  monitor: ["monitors", "incidents"],
  team: ["teams", "on-call"],
  rotation: ["on-call"],
  customer: ["customers", "sla"],
  drill: ["drills"],
  "rule-set": ["rule-sets"],
  ledger: ["ledger", "sla"],
  settings: ["settings", "overview"],
  approval: ["approvals", "incidents"],
  run: ["runs", "approvals", "incidents"],
};

const quietMs = 250;
const connectAgainMs = 5_000;

/** Follows the server's changes while the frame is on screen; many in a row are read once, a quarter of a second later. */
export function useLive(): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>("catching up");
  useEffect(() => follow(client, setState), [client]);
  return state;
}

function follow(client: QueryClient, setState: (state: LiveState) => void): () => void {
  const changed = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let wasLost = false;
  let stream = connect();
  const flush = () => {
    timer = undefined;
    for (const key of changed) void client.invalidateQueries({ queryKey: [key] });
    changed.clear();
  };

  function connect(): EventSource {
    const made = new EventSource(apiUrl("followLive", {}));
    made.addEventListener("open", () => {
      setState("connected");
      // What changed meanwhile was told to nobody.
      if (wasLost) void client.invalidateQueries();
      wasLost = false;
    });
    made.addEventListener("error", () => {
      wasLost = true;
      const isClosed = made.readyState === EventSource.CLOSED;
      setState(isClosed ? "offline" : "catching up");
      // After an answer that is no stream the browser gives up; a server that starts gives such answers.
      if (!isClosed) return;
      again = setTimeout(() => {
        stream = connect();
      }, connectAgainMs);
    });
    made.addEventListener("lagged", () => void client.invalidateQueries());
    made.addEventListener("change", (message) => {
      const change = liveChange.safeParse(JSON.parse(message.data));
      if (!change.success) return;
      for (const key of readAgain[change.data.topic] ?? []) changed.add(key);
      timer ??= setTimeout(flush, quietMs);
    });
    return made;
  }

  return () => {
    clearTimeout(timer);
    clearTimeout(again);
    stream.close();
  };
}
