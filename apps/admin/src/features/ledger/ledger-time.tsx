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

/** The same as text; without a zone by the clock of the reader. */
export function sayInstant(at: string, timeZone: string | undefined): string {
  return new Date(at).toLocaleString("sv-SE", { timeZone });
}

/** `2026-11-20T09:14:58.123+01:00` → `2026-11-20 09:14:58`: the clock of the ledger's zone, not the reader's.
 *  @param since where it is on the same day, the clock alone */
export function LedgerTime({ local, since }: { local: string; since?: string }) {
  const isSameDay = since?.slice(0, 10) === local.slice(0, 10);
  return (
    <span className="mono" title={local}>
      {isSameDay ? local.slice(11, 19) : local.slice(0, 19).replace("T", " ")}
    </span>
  );
}
