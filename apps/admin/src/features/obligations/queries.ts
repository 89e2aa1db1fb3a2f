import { queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export const obligationQueries = {
  one: (id: string) =>
    queryOptions({
      queryKey: ["obligations", "one", id],
      queryFn: ({ signal }) => api.getObligation({ params: { id } }, { signal }),
    }),
  why: (eventId: string) =>
    queryOptions({
      queryKey: ["deliveries", "why", eventId],
      queryFn: ({ signal }) => api.explainEvent({ params: { id: eventId } }, { signal }),
    }),
};
