import type { MappingBody } from "@signalbox/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export const mappingQueries = {
  current: (key: string) =>
    queryOptions({
      queryKey: ["sources", "mapping", key],
      queryFn: ({ signal }) => api.getMapping({ params: { key } }, { signal }),
    }),
  versions: (key: string) =>
    queryOptions({
      queryKey: ["sources", "mapping-versions", key],
      queryFn: ({ signal }) => api.listMappings({ params: { key }, query: { limit: 50 } }, { signal }),
    }),
  version: (key: string, version: number) =>
    queryOptions({
      queryKey: ["sources", "mapping-version", key, version],
      queryFn: ({ signal }) => api.getMappingVersion({ params: { key, version: String(version) } }, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  /** What is there already, with this delivery as one more sample and guesses for what can't be read of it. */
  guess: (key: string, delivery: string) =>
    queryOptions({
      queryKey: ["mapping-guess", key, delivery],
      queryFn: ({ signal }) => api.guessMapping({ params: { key }, body: { delivery } }, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  trial: (key: string, mapping: MappingBody, sample: number) =>
    queryOptions({
      queryKey: ["mapping-trial", key, mapping, sample],
      queryFn: ({ signal }) =>
        api.tryMapping({ params: { key }, body: { mapping: { ...mapping }, sample } }, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
};
