import { Button, Group, Tooltip } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import type { IncidentDetail } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { AskReason } from "../../components/ask-reason.tsx";
import { MuteMonitor } from "../../components/mute-monitor.tsx";
import { runQueries } from "../../lib/run-queries.ts";
import { useMay } from "../session/use-may.ts";
import { MergeInto } from "./merge-into.tsx";
import { OrderRemediation } from "./order-remediation.tsx";
import { useIncidentActs } from "./use-incident-acts.ts";
import { WriteNote } from "./write-note.tsx";

/** What a person can do about an incident, each with its key. Resolving asks why: it closes what was opened outside. */
export function ActByHand({ incident }: { incident: IncidentDetail }) {
  const runbooks = useQuery(runQueries.runbooks());
  const canRemediate = (runbooks.data?.items.length ?? 0) > 0;
  const may = {
    acknowledge: useMay("acknowledgeIncident") && incident.status === "open",
    resolve: useMay("resolveIncident") && incident.status !== "resolved",
    note: useMay("noteOnIncident"),
    merge: useMay("mergeIncident") && incident.status !== "resolved" && incident.mergedInto === null,
    unmerge: useMay("unmergeIncident") && incident.mergedInto !== null,
    remediate: useMay("orderRemediation") && incident.status !== "resolved" && canRemediate,
    mute: useMay("muteMonitor") && incident.status !== "resolved" && incident.monitor !== null && !incident.muted,
  };
  const [resolving, resolve] = useDisclosure(false);
  const [noting, note] = useDisclosure(false);
  const [merging, merge] = useDisclosure(false);
  const [unmerging, unmerge] = useDisclosure(false);
  const [muting, mute] = useDisclosure(false);
  const [fixing, fix] = useDisclosure(false);
  const acts = useIncidentActs(incident.id);
  const acknowledge = () => acts.acknowledge.mutate();
  useHotkeys([
    ["a", () => may.acknowledge && acknowledge()],
    ["r", () => may.resolve && resolve.open()],
    ["n", () => may.note && note.open()],
    ["m", () => may.mute && mute.open()],
  ]);
  return (
    <Group gap="xs">
      {may.acknowledge ? (
        <Keyed hotkey="a">
          <Button variant="filled" onClick={acknowledge} loading={acts.acknowledge.isPending}>
            Acknowledge
          </Button>
        </Keyed>
      ) : null}
      {may.resolve ? (
        <Keyed hotkey="r">
          <Button onClick={resolve.open}>Resolve…</Button>
        </Keyed>
      ) : null}
      {may.note ? (
        <Keyed hotkey="n">
          <Button onClick={note.open}>Note…</Button>
        </Keyed>
      ) : null}
      {may.mute ? (
        <Keyed hotkey="m">
          <Button onClick={mute.open}>Mute…</Button>
        </Keyed>
      ) : null}
      {may.remediate ? <Button onClick={fix.open}>Run a fix…</Button> : null}
      {may.merge ? <Button onClick={merge.open}>Merge…</Button> : null}
      {may.unmerge ? <Button onClick={unmerge.open}>Undo the merge…</Button> : null}
      <AskReason
        opened={resolving}
        title="Resolve by hand"
        label="Why"
        confirm="Resolve"
        loading={acts.resolve.isPending}
        onClose={resolve.close}
        onConfirm={(reason) => acts.resolve.mutate(reason, { onSuccess: resolve.close })}
      >
        The incident ends now, its tickets and pages are closed. If the problem is still there, the monitoring tool
        opens it again.
      </AskReason>
      <AskReason
        opened={unmerging}
        title="Undo the merge"
        label="Why"
        confirm="Undo the merge"
        loading={acts.unmerge.isPending}
        onClose={unmerge.close}
        onConfirm={(reason) => acts.unmerge.mutate(reason, { onSuccess: unmerge.close })}
      >
        While it lasts, its own tickets and posts are opened again. Nobody is paged.
      </AskReason>
      <WriteNote opened={noting} onClose={note.close} acts={acts} />
      {fixing ? <OrderRemediation incident={incident} onClose={fix.close} /> : null}
      {merging ? <MergeInto incident={incident} onClose={merge.close} acts={acts} /> : null}
      {incident.monitor === null ? null : (
        <MuteMonitor opened={muting} source={incident.source} monitor={incident.monitor} onClose={mute.close} />
      )}
    </Group>
  );
}

function Keyed({ hotkey, children }: { hotkey: string; children: React.ReactElement }) {
  return <Tooltip label={`key ${hotkey.toUpperCase()}`}>{children}</Tooltip>;
}
