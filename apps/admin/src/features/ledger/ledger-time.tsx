import type { LedgerEntry } from "@signalbox/contract";

/** An entry with the zone of its local times. */
export type ZonedEntry = LedgerEntry & { timeZone: string };

/** An instant by the clock of a zone: `2026-11-20 09:14:58`. */
export function LedgerInstant({ at, timeZone }: { at: string; timeZone: string }) {
  return (
    <time dateTime={at} title={`${at} (UTC)`} className="mono" style={{ whiteSpace: "nowrap" }}>
      {sayInstant(at, timeZone)}
    </time>
  );
}

/** The same as text. */
export function sayInstant(at: string, timeZone: string): string {
  return new Date(at).toLocaleString("sv-SE", { timeZone });
}

/** `2026-11-20T09:14:58.123+01:00` → `2026-11-20 09:14:58`: the clock of the ledger's zone, not the reader's. */
export function LedgerTime({ local }: { local: string }) {
  return (
    <span className="mono" title={local}>
      {local.slice(0, 19).replace("T", " ")}
    </span>
  );
}
