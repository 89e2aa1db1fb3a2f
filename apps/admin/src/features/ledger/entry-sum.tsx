import type { LedgerEntry } from "@signalbox/contract";
import { formatAmount } from "../../lib/format-money.ts";
import { EntryCost } from "./entry-columns.tsx";
import classes from "./entry-sum.module.css";
import { LedgerTime } from "./ledger-time.tsx";

/** The arithmetic of an entry, line under line, as one would write it on paper. */
export function EntrySum({ entry, seesCost }: { entry: LedgerEntry; seesCost: boolean }) {
  const hasRate = seesCost && entry.ratePerMinute !== null;
  return (
    <table className={classes.sum} aria-label="How it is counted">
      <tbody>
        <tr>
          <th scope="row">
            <LedgerTime local={entry.startedLocal} /> –{" "}
            {entry.endedLocal === null ? (
              "still running"
            ) : (
              <LedgerTime local={entry.endedLocal} since={entry.startedLocal} />
            )}
          </th>
          <td>{seconds(entry.grossSeconds)}</td>
        </tr>
        <tr>
          <th scope="row">− excluded: maintenance, outside service hours, agreed exclusions</th>
          <td>{seconds(entry.excludedSeconds)}</td>
        </tr>
        <tr>
          <th scope="row">− overlap: counted on another entry already</th>
          <td>{seconds(entry.overlapSeconds)}</td>
        </tr>
        <tr className={classes.result}>
          <th scope="row">net</th>
          <td>{seconds(entry.netSeconds)}</td>
        </tr>
        <tr>
          <th scope="row">
            × {entry.weight}, the weight of {entry.impact === "outage" ? "an outage" : "a degraded service"}
          </th>
          <td>{seconds(entry.weightedSeconds)}</td>
        </tr>
        {seesCost ? (
          <tr className={classes.result}>
            <th scope="row">
              {hasRate
                ? `× ${entry.currency} ${formatAmount(entry.ratePerMinute ?? "")} a minute`
                : entry.cost === null
                  ? "cost"
                  : "cost, by the rates that held"}
            </th>
            <td>
              <EntryCost entry={entry} seesCost />
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}

function seconds(text: string): string {
  return `${formatAmount(text)} s`;
}
