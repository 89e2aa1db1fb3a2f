import type { getRunOutput, RouteAnswer } from "@signalbox/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";

type Output = RouteAnswer<typeof getRunOutput>;

const pageMax = 500;
const lookAgainMs = 1_000;

export const runQueries = {
  /** All that a run has printed; while it runs only what is new is asked for. */
  output: (id: string) =>
    queryOptions({
      queryKey: ["runs", "output", id],
      queryFn: async ({ client, queryKey, signal }): Promise<Output> => {
        const pieces = [...(client.getQueryData<Output>(queryKey)?.pieces ?? [])];
        for (;;) {
          const after = pieces.at(-1)?.number ?? 0;
          const more = await api.getRunOutput({ params: { id }, query: { after } }, { signal });
          pieces.push(...more.pieces);
          if (more.pieces.length < pageMax) return { run: more.run, pieces };
        }
      },
      refetchInterval: ({ state }) => (state.data?.run.endedAt === null ? lookAgainMs : false),
    }),
  runbooks: () =>
    queryOptions({
      queryKey: ["connections", "runbooks"],
      queryFn: ({ signal }) => api.listRunbooks(undefined, { signal }),
    }),
};
