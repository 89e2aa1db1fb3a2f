import { Button, Group, Stack, Text } from "@mantine/core";
import type { Adjustment } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { StateBadge, type Tone } from "../../components/state-badge.tsx";
import { Stamp } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import { sessionQueries } from "../session/queries.ts";
import { useMay } from "../session/use-may.ts";
import { CostChange } from "./cost-change.tsx";
import { LedgerInstant, sayInstant } from "./ledger-time.tsx";
import { useLedgerAct } from "./use-ledger-act.ts";

export const approvalStates: Record<Adjustment["state"], { tone: Tone; label: string }> = {
  waiting: { tone: "wait", label: "waits for a second person" },
  effective: { tone: "settled", label: "counts" },
  withdrawn: { tone: "quiet", label: "withdrawn" },
};

const fields: Record<Adjustment["field"], string> = {
  startedAt: "start",
  endedAt: "end",
  impact: "impact",
  status: "status",
  component: "component",
};

/** What people changed of the ledger, with what still can be done about it. */
export function AdjustmentLines(props: {
  adjustments: readonly Adjustment[];
  named?: boolean;
  /** Times by the clock of this zone; the reader's without it. */
  timeZone?: string;
}) {
  const { adjustments, named, timeZone } = props;
  return (
    <Stack gap="sm">
      {adjustments.map((adjustment) => (
        <AdjustmentLine key={adjustment.id} adjustment={adjustment} named={named ?? false} timeZone={timeZone} />
      ))}
    </Stack>
  );
}

function AdjustmentLine(props: { adjustment: Adjustment; named: boolean; timeZone: string | undefined }) {
  const { adjustment, named, timeZone } = props;
  const { field, at } = adjustment;
  const say = (value: string | null) => {
    if (value === null) return "–";
    const isTime = field === "startedAt" || field === "endedAt";
    return isTime ? sayInstant(value, timeZone) : value;
  };

  const { tone, label } = approvalStates[adjustment.state];
  return (
    <div>
      <Group gap="0 0.75rem">
        <StateBadge state={adjustment.state} tone={tone} label={label} />
        <Text size="sm" fw={500}>
          {fields[field]}: {say(adjustment.from)} → {say(adjustment.to)}
        </Text>
        <Text size="sm">
          <CostChange change={adjustment.costChange} />
        </Text>
        {named ? (
          <Text size="sm">
            <Link to="/incidents/$id" params={{ id: adjustment.incidentId }}>
              the incident
            </Link>
          </Text>
        ) : null}
      </Group>
      <Text size="sm" c="dimmed">
        {adjustment.author},{" "}
        {timeZone === undefined ? <Stamp at={at} /> : <LedgerInstant at={at} timeZone={timeZone} />}:{" "}
        {adjustment.reason}
        {adjustment.approvedBy === null ? "" : ` · approved by ${adjustment.approvedBy}`}
        {adjustment.withdrawnBy === null ? "" : ` · withdrawn by ${adjustment.withdrawnBy}`}
      </Text>
      {adjustment.state === "waiting" ? <Decide adjustment={adjustment} /> : null}
    </div>
  );
}

function Decide({ adjustment }: { adjustment: Adjustment }) {
  const me = useQuery(sessionQueries.me());
  const mayApprove = useMay("approveAdjustment");
  const params = { id: adjustment.id };
  const approve = useLedgerAct(() => api.approveAdjustment({ params }), "Approved: it counts now");
  const withdraw = useLedgerAct(() => api.withdrawAdjustment({ params }), "Withdrawn: nothing changes");
  if (!mayApprove) return null;
  const isOwn = me.data?.email === adjustment.author;
  return (
    <Group gap="xs" mt={4}>
      {isOwn ? (
        <Text size="sm">Somebody else must approve it.</Text>
      ) : (
        <Button variant="filled" loading={approve.isPending} onClick={() => approve.mutate()}>
          Approve
        </Button>
      )}
      <Button loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
        Withdraw
      </Button>
    </Group>
  );
}
