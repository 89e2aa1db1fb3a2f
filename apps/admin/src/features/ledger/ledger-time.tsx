/** `2026-11-20T09:14:58.123+01:00` → `2026-11-20 09:14:58`: the clock of the ledger's zone, not the reader's. */
export function LedgerTime({ local }: { local: string }) {
  return (
    <span className="mono" title={local}>
      {local.slice(0, 19).replace("T", " ")}
    </span>
  );
}
