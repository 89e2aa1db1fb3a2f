import type { Source } from "@signalbox/contract";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { useNow } from "../../lib/use-now.ts";

/** When the next proof of a source's path must come; marked where it is late. */
export function TestDue({ test }: { test: Source["test"] }) {
  const now = useNow();
  if (Date.parse(test.dueAt) >= now) return <Time at={test.dueAt} />;
  return (
    <>
      <StateBadge state="overdue" tone="act" label="missing since" /> <Time at={test.dueAt} />
    </>
  );
}
