import { Group, Stack, Text } from "@mantine/core";
import type { IncidentDetail, TimelineEntry } from "@signalbox/contract";
import { Link } from "@tanstack/react-router";
import { ActionLine } from "./action-list.tsx";
import { SeverityMark } from "./state-badge.tsx";
import { Stamp } from "./time.tsx";

/** What happened, oldest first: what was reported, what was done outside, who did what. `last`: only so many of its end. */
export function Timeline({ incident, last }: { incident: IncidentDetail; last?: number }) {
  const entries = last === undefined ? incident.timeline : incident.timeline.slice(-last);
  const actions = new Map(incident.actions.map((action) => [action.id, action]));
  return (
    <Stack component="ol" gap={2} p={0} m={0} style={{ listStyle: "none" }} aria-label="Timeline">
      {entries.map((entry, i) => {
        const action = entry.ref?.kind === "action" ? actions.get(entry.ref.id) : undefined;
        return (
          // Entries only ever come behind each other, so their place names them.
          <Group component="li" key={i} gap="sm" wrap="nowrap" align="flex-start">
            <Stamp at={entry.at} />
            {action === undefined ? <EntryLine entry={entry} /> : <ActionLine action={action} asksWhy />}
          </Group>
        );
      })}
    </Stack>
  );
}

const words: Record<string, string> = {
  none: "changed nothing",
  reopened: "re-opened",
  "incident.noted": "note",
  "incident.flapping": "flapping",
  "incident.calm": "calm again",
  "incident.stale": "not heard of any more",
  "event.accepted": "applied by hand",
  "incident.merged": "merged into",
  "incident.unmerged": "no longer merged into",
  "incident.component-named": "component named",
  "incident.page-held-back": "page held back",
  "approval.asked": "a yes is asked for",
  "approval.approved": "yes",
  "approval.counted": "one yes of two",
  "approval.rejected": "no",
  "approval.expired": "nobody decided in time",
  "approval.void": "the question is void",
  "remediation.ordered": "remediation ordered",
  "remediation.started": "remediation runs",
  "remediation.not-started": "remediation was not started",
  "remediation.succeeded": "remediation succeeded",
  "remediation.failed": "remediation failed",
  "remediation.unknown": "remediation: nobody knows how it ended",
};

function EntryLine({ entry }: { entry: TimelineEntry }) {
  const what = words[entry.what] ?? entry.what.replace(/^incident\./, "").replace(".", " ");
  return (
    <Group gap="0 0.75rem" style={{ minWidth: 0, flex: 1 }}>
      <Text size="sm" fw={500}>
        {what}
        {entry.ref?.kind === "incident" ? (
          <>
            {" "}
            <Link to="/incidents/$id" params={{ id: entry.ref.id }} search={true}>
              another incident
            </Link>
          </>
        ) : null}
      </Text>
      {entry.kind === "event" && entry.state !== null ? <SeverityMark severity={entry.state} /> : null}
      <Text size="sm" className="foreign" style={{ whiteSpace: "pre-wrap" }}>
        {entry.ref?.kind === "delivery" ? (
          <Link to="/deliveries/$id" params={{ id: entry.ref.id }}>
            {entry.text || "see the delivery"}
          </Link>
        ) : (
          entry.text
        )}
      </Text>
      {entry.kind === "journal" && entry.state !== null ? (
        <Text size="sm">
          until <Stamp at={entry.state} />
        </Text>
      ) : null}
      {entry.actor === null ? null : (
        <Text size="sm" c="dimmed">
          by {entry.actor}
        </Text>
      )}
    </Group>
  );
}
