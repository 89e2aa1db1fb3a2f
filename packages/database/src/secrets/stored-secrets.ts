import { type EpochMs, newUuid } from "@signalbox/core";
import type { Reader } from "../doors/select-rows.ts";
import type { Tx } from "../doors/transaction.ts";
import { and, asc, eq, isNull } from "../drizzle.ts";
import { secrets } from "../schema/secrets.ts";
import { openSecret, sealSecret } from "./seal-secret.ts";

export type SecretOwnerKind = "source" | "connection" | "setting";

export type NewSecret = {
  ownerKind: SecretOwnerKind;
  ownerId: number;
  /** Which credential of its owner: `token`, `signing`, `bearer` … */
  field: string;
  /** Names it on pages; never its value. */
  label: string;
  value: string;
  expiresAt?: EpochMs | null;
};

export type StoredSecret = {
  id: string;
  field: string;
  label: string;
  value: string;
  createdAt: EpochMs;
  expiresAt: EpochMs | null;
};

/** Encrypts and stores one; returns its id. */
export async function storeSecret(tx: Tx, key: Buffer, secret: NewSecret): Promise<string> {
  const id = newUuid();
  const { value, ...row } = secret;
  await tx.insert(secrets).values({ ...row, id, cipher: sealSecret(key, { id, value }) });
  return id;
}

/** Every secret of an owner that was not retired, oldest first, in clear. Those that have expired are among them. */
export async function loadSecrets(
  reader: Reader,
  key: Buffer,
  ownerKind: SecretOwnerKind,
  ownerId: number,
): Promise<StoredSecret[]> {
  const rows = await reader
    .select()
    .from(secrets)
    .where(and(eq(secrets.ownerKind, ownerKind), eq(secrets.ownerId, ownerId), isNull(secrets.retiredAt)))
    .orderBy(asc(secrets.createdAt), asc(secrets.id));
  return rows.map(({ id, field, label, cipher, createdAt, expiresAt }) => ({
    id,
    field,
    label,
    value: openSecret(key, { id, cipher }),
    createdAt,
    expiresAt,
  }));
}
