import { Button } from "@mantine/core";
import type { Drill } from "@signalbox/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";

/** Begins a run, and shows it; ends the one that is under way. */
export function RunDrill({ drill }: { drill: Drill }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const onSettled = () => client.invalidateQueries({ queryKey: ["drills"] });
  const run = useMutation({
    mutationFn: () => api.runDrill({ params: { key: drill.key } }),
    onError: tellFailed("It was not run"),
    onSuccess: () => navigate({ to: ".", search: {}, replace: true }),
    onSettled,
  });
  const running = drill.lastRun?.state === "running" ? drill.lastRun : null;
  const stop = useMutation({
    mutationFn: (id: string) => api.stopDrillRun({ params: { id } }),
    onError: tellFailed("It was not stopped"),
    onSettled,
  });
  if (running !== null) {
    return (
      <Button loading={stop.isPending} disabled={running.stoppedBy !== null} onClick={() => stop.mutate(running.id)}>
        {drill.way === "page" ? "Switch the page back" : "Stop this run"}
      </Button>
    );
  }
  return (
    <Button variant="filled" loading={run.isPending} onClick={() => run.mutate()}>
      {drill.way === "page" ? "Let the page fail" : "Run it now"}
    </Button>
  );
}
