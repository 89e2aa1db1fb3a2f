import { Text } from "@mantine/core";
import type { OnCallStanding, TeamOnCall } from "@signalbox/contract";
import { Link } from "@tanstack/react-router";
import type { Column } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { shortName, whenWords } from "./person-words.ts";

export const teamColumns: Column<TeamOnCall>[] = [
  { key: "team", head: "Team", cell: ({ team }) => <b>{team.name}</b> },
  { key: "now", head: "On call now", wraps: true, cell: (row) => <Now row={row} /> },
  { key: "next", head: "Next", wraps: true, named: true, cell: ({ standing }) => <Next standing={standing[0]} /> },
  {
    key: "further",
    head: "Then paged",
    wraps: true,
    named: true,
    cell: ({ standing, team }) => {
      const further = standing.slice(1).map(({ level, now }) => ({
        key: String(level),
        who: now === null ? `nobody (level ${level})` : shortName(now),
      }));
      const all = [...further, ...(team.lead === null ? [] : [{ key: "lead", who: `${team.lead} (lead)` }])];
      return all.length === 0 ? "–" : all.map(({ who }) => who).join(", then ");
    },
  },
  { key: "source", head: "Known from", wraps: true, named: true, cell: (row) => <Source row={row} /> },
];

function Now({ row }: { row: TeamOnCall }) {
  const [first] = row.standing;
  const isFallback =
    row.lookUp?.basis === "fallback" || (row.rotation !== null && !first?.now && row.fallback !== null);
  if (row.rotation === null && row.lookUp === null) return <StateBadge state="none" tone="quiet" label="not kept" />;
  if (!first?.now) {
    return isFallback ? (
      <span>
        {row.fallback} <StateBadge state="fallback" tone="wait" label="nobody's turn: the fallback" />
      </span>
    ) : (
      <StateBadge state="gap" tone="act" label="nobody" />
    );
  }
  const { now, overridden } = first;
  return (
    <span>
      <b title={now.email}>{shortName(now)}</b> {overridden ? <StateBadge state="override" tone="progress" /> : null}
      {isFallback ? <StateBadge state="fallback" tone="wait" label="the fallback" /> : null}
    </span>
  );
}

function Next({ standing }: { standing: OnCallStanding | undefined }) {
  if (standing?.next == null) return "–";
  const { from, person } = standing.next;
  return (
    <span>
      {person === null ? <StateBadge state="gap" tone="act" label="nobody" /> : <b>{shortName(person)}</b>} from{" "}
      {whenWords(from)}
    </span>
  );
}

function Source({ row: { rotation, lookUp } }: { row: TeamOnCall }) {
  if (rotation !== null) {
    return (
      <a href={`#rotation-${rotation}`}>
        rotation <span className="mono">{rotation}</span>
      </a>
    );
  }
  if (lookUp === null) return <Text size="sm">nobody said: give the team a rotation, or a look-up</Text>;
  const isStale = lookUp.basis !== "fresh";
  return (
    <span>
      <Link to="/connections/$key" params={{ key: lookUp.connection }}>
        {lookUp.connection}
      </Link>
      , {lookUp.askedAt === null ? "never answered" : "answered "}
      {lookUp.askedAt === null ? null : <Time at={lookUp.askedAt} />}{" "}
      {isStale ? (
        <StateBadge
          state={lookUp.basis}
          tone="wait"
          label={lookUp.basis === "last-good" ? "older than it should be" : "no answer"}
        />
      ) : null}
      {lookUp.error === null || !isStale ? null : (
        <Text size="sm" c="dimmed" component="span" display="block">
          {lookUp.error}
        </Text>
      )}
    </span>
  );
}
