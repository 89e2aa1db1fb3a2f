import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { duration } from "../../lib/format-time.ts";
import { blindSeconds, monthOf } from "./blind-time.ts";
import { ledgerQueries } from "./queries.ts";

/** Says so where Signalbox itself could not hear anything for a part of the month: minutes then may be missing. */
export function BlindNote({ period }: { period: string }) {
  const month = monthOf(period);
  const spans = useQuery(ledgerQueries.blindSpans(month)).data?.items.filter(({ part }) => part === "api") ?? [];
  if (spans.length === 0) return null;
  const times = spans.length === 1 ? "once" : `${spans.length} times`;
  return (
    <Text size="sm" px="md" pb="xs" c="var(--signal-wait)">
      Signalbox itself was away {times} in this month, {duration(blindSeconds(spans, month))} in all: what was reported
      then may be missing. <Link to="/audit">See when</Link>
    </Text>
  );
}
