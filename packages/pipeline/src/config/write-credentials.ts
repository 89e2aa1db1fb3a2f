import {
  journalChange,
  notifyLive,
  resumeConnection,
  retireSecrets,
  saveConnection,
  saveMapping,
  saveSource,
  setSecretExpiry,
  storeSecret,
  type Tx,
} from "@signalbox/database";
import { settleDrift } from "../source/settle-drift.ts";
import type { PlannedChange } from "./compare-config.ts";
import { hashToken, type NewCredential } from "./desire-credentials.ts";
import { makeHookToken } from "./make-hook-token.ts";
import { sameJson } from "./normal-config.ts";
import { names, plannedRevision, savedId, type WriteInput, type Written } from "./write-input.ts";

/** Saves a connection and its credentials: those that it no longer needs end, new ones are stored. */
export async function writeConnection(tx: Tx, input: WriteInput, change: PlannedChange): Promise<void> {
  const { by, live, desired } = input;
  const { key, fields } = change;
  const { name, kind, config, secrets } = desired.config.connections.get(key)!;
  const id = savedId(
    await saveConnection(
      tx,
      by,
      { key, name, kind, config },
      { changed: names(fields), ...plannedRevision(input, "connections", key) },
    ),
  );
  live.ids.connection.set(key, id);
  const kept = new Set(Object.values(secrets));
  await endSecrets(tx, input, { kind: "connection", id, key }, (secret) => !kept.has(secret.id));
  await store(tx, input, { kind: "connection", id, key }, desired.credentials.connections.get(key) ?? []);
  // What it was paused for may be mended by this; if not, the next call pauses it again.
  await resumeConnection(tx, id, by.now);
  await notifyLive(tx, "connection", key);
}

/** Saves a source, its token and its secrets; makes a token where none was given and none is stored. */
export async function writeSource(tx: Tx, input: WriteInput, change: PlannedChange, { made }: Written): Promise<void> {
  const { by, live, desired } = input;
  const { key, fields } = change;
  const { name, sender, auth, settings, mapping, tokenHash, secrets } = desired.config.sources.get(key)!;
  const credentials = [...(desired.credentials.sources.get(key) ?? [])];
  let hash = tokenHash;
  if (hash === null) {
    const token = makeHookToken();
    hash = hashToken(token);
    credentials.push({ field: "token", label: "", value: token, expiresAt: null });
    made.push({ source: key, token });
  }
  const row = { key, name, sender, auth, settings, tokenHash: Buffer.from(hash, "hex") };
  const id = savedId(
    await saveSource(tx, by, row, { changed: names(fields), ...plannedRevision(input, "sources", key) }),
  );
  live.ids.source.set(key, id);
  if (!sameJson(mapping, live.config.sources.get(key)?.mapping ?? null)) {
    const saved = { body: mapping ?? { fields: {} }, note: "from the config file", origin: "config" } as const;
    await saveMapping(tx, by, { id, key }, saved);
    await settleDrift(tx, by, key);
  }
  const isNewToken = credentials.some((credential) => credential.field === "token");
  const kept = new Set(secrets.map((secret) => secret.id));
  await endSecrets(tx, input, { kind: "source", id, key }, (secret) =>
    secret.field === "token" ? isNewToken : !kept.has(secret.id),
  );
  for (const secret of secrets) {
    const before = live.rows.secrets.find((one) => one.id === secret.id);
    if (before !== undefined && before.expiresAt !== secret.expiresAt)
      await setSecretExpiry(tx, before.id, secret.expiresAt);
  }
  await store(tx, input, { kind: "source", id, key }, credentials);
  await notifyLive(tx, "source", key);
}

type Owner = { kind: "source" | "connection"; id: number; key: string };

async function endSecrets(
  tx: Tx,
  { by, live }: WriteInput,
  owner: Owner,
  ends: (secret: { id: string; field: string }) => boolean,
): Promise<void> {
  const ended = live.rows.secrets.filter(
    (one) => one.ownerKind === owner.kind && one.ownerId === owner.id && ends(one),
  );
  if (ended.length === 0) return;
  await retireSecrets(
    tx,
    ended.map((secret) => secret.id),
    by.now,
  );
  const details = { secrets: ended.map(({ field, label }) => ({ field, label })) };
  await journalChange(tx, by, owner.kind, owner.key, "secrets-ended", details);
}

async function store(
  tx: Tx,
  { by, secretKey }: WriteInput,
  owner: Owner,
  credentials: readonly NewCredential[],
): Promise<void> {
  for (const credential of credentials) {
    await storeSecret(tx, secretKey, { ownerKind: owner.kind, ownerId: owner.id, ...credential });
  }
  if (credentials.length === 0) return;
  const details = { secrets: credentials.map(({ field, label }) => ({ field, label })) };
  await journalChange(tx, by, owner.kind, owner.key, "secrets-stored", details);
}
