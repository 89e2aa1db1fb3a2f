import type { LedgerMonth } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { AskReason } from "../../components/ask-reason.tsx";
import { api } from "../../lib/api.ts";
import { sessionQueries } from "../session/queries.ts";
import { sayMonth } from "./months.ts";
import { useLedgerAct } from "./use-ledger-act.ts";

/** Opening a closed month needs two people: the first asks, the second opens. */
export function ReopenMonth({ month, onClose }: { month: LedgerMonth; onClose: () => void }) {
  const me = useQuery(sessionQueries.me()).data;
  const isSecond = month.reopenAskedBy !== null;
  const isOwn = isSecond && me?.email === month.reopenAskedBy;
  const reopen = useLedgerAct(
    (reason: string) => api.reopenLedgerPeriod({ params: { period: month.period }, body: { reason } }),
    isSecond ? `${sayMonth(month.period)} is open again` : "It waits for a second person",
  );
  return (
    <AskReason
      opened
      title={`Open ${sayMonth(month.period)} again`}
      label="Why"
      confirm={isSecond ? "Open it" : "Ask for it"}
      ready={!isOwn}
      loading={reopen.isPending}
      onClose={onClose}
      onConfirm={(reason) => reopen.mutate(reason, { onSuccess: onClose })}
    >
      {isOwn ? "You asked for it: somebody else must say yes. " : null}
      {isSecond ? `${month.reopenAskedBy} asked: ${month.reopenReason} ` : "A second person must say yes. "}
      Its files stay as they are; the next closing makes new ones beside them.
    </AskReason>
  );
}
