import type { Reader } from "../../doors/select-rows.ts";
import type { Tx } from "../../doors/transaction.ts";
import { loadSecrets, storeSecret } from "../../secrets/stored-secrets.ts";
import { type ChangedBy, journalChange } from "../configuration/changed-by.ts";
import { retireSecrets } from "../secret/end-secrets.ts";

// Whoever knows the URL can keep the outside watch quiet, so it is kept like a credential. Settings have no number.
const owner = { kind: "setting", id: 0, field: "dead-mans-signal" } as const;

/** The URL that is called while all is well; null where none is set. */
export async function loadDeadMansSignal(reader: Reader, secretKey: Buffer): Promise<string | null> {
  const kept = await loadSecrets(reader, secretKey, owner.kind, owner.id);
  return kept.findLast(({ field }) => field === owner.field)?.value ?? null;
}

export async function saveDeadMansSignal(tx: Tx, secretKey: Buffer, by: ChangedBy, url: string | null): Promise<void> {
  const kept = await loadSecrets(tx, secretKey, owner.kind, owner.id);
  const old = kept.filter(({ field }) => field === owner.field).map(({ id }) => id);
  if (old.length > 0) await retireSecrets(tx, old, by.now);
  const host = url === null ? null : new URL(url).host;
  if (url !== null) {
    const { kind: ownerKind, id: ownerId, field } = owner;
    await storeSecret(tx, secretKey, { ownerKind, ownerId, field, label: host ?? "", value: url });
  }
  await journalChange(tx, by, "setting", "dead-mans-signal", url === null ? "removed" : "set", { host });
}
