import type { Week } from "@signalbox/contract";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { SeverityMark, StateBadge } from "../../components/state-badge.tsx";
import { minuteTime } from "../../lib/format-time.ts";
import { localZone } from "../../lib/local-time.ts";
import classes from "./week-sheet.module.css";

/** Seven days, on paper or on screen. */
export function WeekSheet({ week }: { week: Week }) {
  const open = week.failures.filter(({ isOpen }) => isOpen).length;
  return (
    <article className={classes.sheet}>
      <h1>Alert review</h1>
      <p>
        {minuteTime(week.from)} to {minuteTime(week.to)}, times in {localZone()}
      </p>
      <p className={classes.figures}>
        <b>{week.incidents}</b> {noun(week.incidents, "incident")} <b>{week.pages}</b> {noun(week.pages, "page")}{" "}
        <b>{open}</b> {noun(open, "open failure")}
      </p>
      <Section
        title="Test events"
        none="There is no source."
        heads={["Source", "Seen", "Missed", "Last", "Due every"]}
        rows={week.tests.map((test) => [
          <Link key="source" to="/sources/$key" params={{ key: test.source }}>
            {test.name}
          </Link>,
          test.seen,
          test.missed === 0 ? "–" : <StateBadge key="missed" state="missed" tone="act" label={`${test.missed} ×`} />,
          test.lastAt === null ? "never" : minuteTime(test.lastAt),
          test.every ?? "not asked for",
        ])}
      />
      <Section
        title="Drills"
        none="There is none."
        heads={["Drill", "Passed", "Missed", "Stopped"]}
        rows={week.drills.map((drill) => [
          <Link key="drill" to="/drills/$key" params={{ key: drill.key }}>
            {drill.name}
          </Link>,
          drill.passed + drill.missed + drill.stopped === 0 ? "not run" : drill.passed,
          drill.missed === 0 ? "–" : <StateBadge key="missed" state="missed" tone="act" label={`${drill.missed} ×`} />,
          drill.stopped === 0 ? "–" : drill.stopped,
        ])}
      />
      <Section
        title="Failures"
        note="raised in the week, or open still"
        none="None."
        heads={["State", "What", "Why", "Times", "First"]}
        rows={week.failures.map((failure) => [
          failure.isOpen ? (
            <StateBadge key="state" state="open" tone="act" />
          ) : (
            <StateBadge key="state" state="settled" tone="settled" />
          ),
          <Link key="what" to="/failures">
            {failure.title}
          </Link>,
          <span key="why" className="foreign">
            {failure.reason}
          </span>,
          failure.occurrences,
          minuteTime(failure.firstAt),
        ])}
        more={week.failuresInAll - week.failures.length}
      />
      <Section
        title="Noisy rules"
        note="the noisiest first"
        none="No rule fired."
        heads={["Rule", "Pages", "Fired"]}
        rows={week.rules.map(({ rule, pages, fired }) => [rule, pages, fired])}
      />
      <Section
        title="Unmapped monitors"
        none="Every incident belongs to a component."
        heads={["Monitor", "Source", "Incidents"]}
        rows={week.unmapped.map(({ source, monitor, name, incidents }) => [
          <span key="monitor" className="foreign">
            {name || monitor}
          </span>,
          source,
          incidents,
        ])}
      />
      <Section
        title="Unrouted incidents"
        none="Somebody heard of each."
        heads={["Severity", "Incident", "Why", "Opened"]}
        rows={week.unrouted.map((incident) => [
          <SeverityMark key="severity" severity={incident.severity} />,
          <Link key="incident" to="/incidents/$id" params={{ id: incident.id }} className="foreign">
            {incident.title}
          </Link>,
          incident.reason,
          minuteTime(incident.openedAt),
        ])}
        more={week.unroutedInAll - week.unrouted.length}
      />
    </article>
  );
}

function Section(props: {
  title: string;
  note?: string;
  none: string;
  heads: readonly string[];
  rows: readonly (readonly ReactNode[])[];
  /** How many are not listed. */
  more?: number;
}) {
  const { title, note, none, heads, rows, more = 0 } = props;
  return (
    <section>
      <h2>
        {title}
        {note === undefined ? null : <small>{note}</small>}
      </h2>
      {rows.length === 0 ? (
        <p className={classes.none}>{none}</p>
      ) : (
        <div className={classes.room}>
          <table aria-label={title}>
            <thead>
              <tr>
                {heads.map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((cells, row) => (
                <tr key={row}>
                  {cells.map((cell, column) => (
                    <td key={heads[column]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more > 0 ? <p className={classes.none}>and {more} more</p> : null}
    </section>
  );
}

function noun(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}
