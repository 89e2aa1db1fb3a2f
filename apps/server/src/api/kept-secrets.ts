import { toIso, toIsoOrNull } from "@signalbox/core";
import { loadSecrets, type SecretOwnerKind, type StoredSecret } from "@signalbox/database";
import type { ServerDeps } from "../server-deps.ts";

const shownFrom = 16;

/** The credentials of one object as they may be shown: never more than the last four characters of a long one. */
export async function loadShownSecrets(deps: ServerDeps, ownerKind: SecretOwnerKind, ownerId: number) {
  const stored = await loadSecrets(deps.db.read, deps.secretKey, ownerKind, ownerId);
  // A source's token is its address, which is shown by a call of its own.
  const isAddress = (secret: StoredSecret) => ownerKind === "source" && secret.field === "token";
  return stored.filter((secret) => !isAddress(secret)).map(showSecret);
}

function showSecret(secret: StoredSecret) {
  const tail = secret.value.length >= shownFrom ? secret.value.slice(-4) : "";
  return {
    id: secret.id,
    field: secret.field,
    label: secret.label,
    shown: `••••${tail}`,
    createdAt: toIso(secret.createdAt),
    expiresAt: toIsoOrNull(secret.expiresAt),
  };
}
