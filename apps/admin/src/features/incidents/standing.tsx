import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import type { IncidentDetail } from "@signalbox/contract";
import { Link } from "@tanstack/react-router";
import { useLiftMute } from "../../components/mute-monitor.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { useMay } from "../session/use-may.ts";

/** Why this incident is quiet, or stands with another: what changes who hears of it. */
export function Standing({ incident }: { incident: IncidentDetail }) {
  const { mergedInto, mergedHere, maintenanceUntil, muteId, mutedUntil, unrouted, status } = incident;
  const isLive = status !== "resolved";
  const isQuiet = isLive && (maintenanceUntil !== null || muteId !== null || unrouted !== null);
  if (!isQuiet && mergedInto === null && mergedHere.length === 0) return null;
  return (
    <Stack gap="xs">
      {mergedInto === null ? null : (
        <Alert color="gray" variant="light" title="Merged">
          <Link to="/incidents/$id" params={{ id: mergedInto }} search={true}>
            Another incident
          </Link>{" "}
          stands for this one: tickets and pages are there. Its downtime is counted here as before.
        </Alert>
      )}
      {mergedHere.length === 0 ? null : (
        <Alert color="gray" variant="light" title="It stands for others, too">
          <Stack gap={2}>
            {mergedHere.map((one) => (
              <Group key={one.id} gap="xs">
                <StateBadge state={one.status} />
                <Link to="/incidents/$id" params={{ id: one.id }} search={true} className="foreign">
                  {one.title}
                </Link>
              </Group>
            ))}
          </Stack>
        </Alert>
      )}
      {isLive && maintenanceUntil !== null ? (
        <Alert
          color="gray"
          variant="light"
          title={<StateBadge state="maintenance" tone="wait" label="In maintenance" />}
        >
          <Text size="sm">
            Nobody is paged: the <Link to="/maintenance">maintenance</Link> ends <Time at={maintenanceUntil} />. Pages
            that wait go out then, if it still is down.
          </Text>
        </Alert>
      ) : null}
      {isLive && muteId !== null ? <Muted muteId={muteId} until={mutedUntil} /> : null}
      {isLive && unrouted !== null ? (
        <Alert
          color="gray"
          variant="light"
          title={<StateBadge state="unrouted" tone="wait" label="Unrouted: nothing was ordered for it" />}
        >
          <Text size="sm">
            When it opened, {unrouted}. <Link to="/rules">Look at the rules</Link>, or act by hand.
          </Text>
        </Alert>
      ) : null}
    </Stack>
  );
}

function Muted({ muteId, until }: { muteId: number; until: string | null }) {
  const may = useMay("liftMute");
  const lift = useLiftMute();
  return (
    <Alert color="gray" variant="light" title={<StateBadge state="muted" tone="wait" label="Muted" />}>
      <Group justify="space-between">
        <Text size="sm">
          Nobody is paged for this monitor; that ends <Time at={until} />. Pages that wait go out then, if it still is
          down.
        </Text>
        {may ? (
          <Button onClick={() => lift.mutate(muteId)} loading={lift.isPending}>
            Unmute
          </Button>
        ) : null}
      </Group>
    </Alert>
  );
}
