import { z } from "zod";

const key = z.string().optional().catch(undefined);

/** Filters of the list, as they stand in the URL; what is no filter is left out. */
export const failureSearch = z.object({
  status: z.enum(["open", "settled"]).default("open").catch("open"),
  kind: key,
  connection: key,
  source: key,
  /** Begun within. */
  within: z.enum(["1h", "24h", "7d"]).optional().catch(undefined),
});
export type FailureSearch = z.infer<typeof failureSearch>;

const lengths = { "1h": 3_600_000, "24h": 86_400_000, "7d": 7 * 86_400_000 } as const;

/** The filter as the API takes it, apart from the status. */
export function filterOf(search: FailureSearch, now: number) {
  const { kind, connection, source, within } = search;
  return {
    kind,
    connection,
    source,
    from: within === undefined ? undefined : new Date(now - lengths[within]).toISOString(),
  };
}
