import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";

/** The acts of people on one incident. Whoever comes too late is told what happened meanwhile, and sees it. */
export function useIncidentActs(id: string) {
  const client = useQueryClient();
  const usual = {
    onSettled: () => client.invalidateQueries({ queryKey: ["incidents"] }),
    onError: tellFailed("That did not work"),
  };
  const params = { id };
  return {
    acknowledge: useMutation({
      mutationFn: () => api.acknowledgeIncident({ params, body: { reason: "" } }),
      ...usual,
    }),
    resolve: useMutation({
      mutationFn: (reason: string) => api.resolveIncident({ params, body: { reason } }),
      ...usual,
    }),
    note: useMutation({ mutationFn: (note: string) => api.noteOnIncident({ params, body: { note } }), ...usual }),
    merge: useMutation({
      mutationFn: (body: { into: string; reason: string }) => api.mergeIncident({ params, body }),
      ...usual,
    }),
    unmerge: useMutation({
      mutationFn: (reason: string) => api.unmergeIncident({ params, body: { reason } }),
      ...usual,
    }),
  };
}

export type IncidentActs = ReturnType<typeof useIncidentActs>;
