import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { StateBadge, type Tone } from "../../components/state-badge.tsx";
import { connectionQueries } from "../connections/queries.ts";
import { incidentQueries } from "../incidents/queries.ts";
import { sourceQueries } from "../sources/queries.ts";
import classes from "./overview-page.module.css";
import { overviewQueries } from "./queries.ts";

/** The four answers to whether all is well; each leads to its page. */
export function Figures() {
  return (
    <div className={classes.figures}>
      <Figure
        title="Incidents"
        to="/incidents"
        query={useQuery(incidentQueries.unresolved())}
        tell={({ items, nextCursor }) => counted(items.length, nextCursor !== null, "unresolved")}
      />
      <Figure
        title="Failures"
        to="/failures"
        query={useQuery(overviewQueries.all())}
        tell={({ failures: { open, taken, nobodyReached } }) => {
          if (nobodyReached > 0) return { tone: "act", text: `${open} to settle, nobody paged` };
          if (open > 0 && taken === open) return { tone: "progress", text: `${open} to settle, all taken` };
          return counted(open, false, "to settle");
        }}
      />
      <Figure
        title="Connections"
        to="/connections"
        query={useQuery(connectionQueries.all())}
        tell={({ items }) => {
          const paused = items.filter(({ health }) => health.pausedAt !== null);
          const parked = items.filter(({ health }) => health.pausedAt === null && health.breaker !== "closed");
          if (paused.length > 0) return { tone: "act", text: `paused: ${paused.map(({ key }) => key).join(", ")}` };
          if (parked.length > 0) return { tone: "wait", text: `parked: ${parked.map(({ key }) => key).join(", ")}` };
          return { tone: "settled", text: "all well" };
        }}
      />
      <Figure
        title="Sources"
        to="/sources"
        query={useQuery(sourceQueries.all())}
        tell={({ items }) => {
          const unsigned = items.filter((source) => !source.signed).length;
          const text = `${items.length} connected`;
          return unsigned > 0 ? { tone: "wait", text: `${text}, ${unsigned} unsigned` } : { tone: "settled", text };
        }}
      />
    </div>
  );
}

interface Told {
  tone: Tone;
  text: string;
}

function counted(count: number, more: boolean, what: string): Told {
  if (count === 0) return { tone: "settled", text: `none ${what}` };
  return { tone: "act", text: `${count}${more ? "+" : ""} ${what}` };
}

function Figure<T>(props: {
  title: string;
  to: "/incidents" | "/failures" | "/connections" | "/sources";
  query: UseQueryResult<T>;
  tell: (data: T) => Told;
}) {
  const { to, query } = props;
  const unknown: Told = { tone: "quiet", text: query.isError ? "not known" : "…" };
  const { tone, text } = query.data === undefined ? unknown : props.tell(query.data);
  return (
    <Link
      to={to}
      {...(to === "/incidents" ? { search: { status: "unresolved" as const } } : {})}
      className={classes.figure}
    >
      {props.title}
      <StateBadge state={tone} tone={tone} label={text} />
    </Link>
  );
}
