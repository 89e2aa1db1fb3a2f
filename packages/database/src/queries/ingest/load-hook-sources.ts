import type { EpochMs } from "@signalbox/core";
import type { SqlDoor } from "../../doors/sql-door.ts";

/** A source as far as receiving needs it. Secrets are still encrypted. */
export type HookSource = {
  id: number;
  key: string;
  sender: string;
  /** SHA-256 of the token in its URL. */
  tokenHash: Buffer;
  auth: Record<string, unknown>;
  settings: Record<string, unknown>;
  /** What people have said about its payloads; null: nothing. */
  mapping: Record<string, unknown> | null;
  secrets: { id: string; label: string; cipher: Buffer; expiresAt: EpochMs | null }[];
};

type Row = Omit<HookSource, "secrets"> & {
  secrets: { id: string; label: string; cipher: string; expires: number | null }[];
};

/** Every source that was not retired, with its revision of the configuration, in one statement and so in one snapshot. */
export async function loadHookSources(sql: SqlDoor): Promise<{ revision: number; sources: HookSource[] }> {
  const rows = await sql<(Row & { revision: number })[]>`
    select revision.value as revision, id, key, sender, token_hash as "tokenHash", auth, settings,
      (select body from source_mappings m where m.source_id = sources.id and m.version = sources.mapping_version) as mapping,
      coalesce((select json_agg(json_build_object('id', secrets.id, 'label', label, 'cipher', encode(cipher, 'hex'),
          'expires', extract(epoch from expires_at) * 1000) order by created_at, secrets.id)
        from secrets where owner_kind = 'source' and owner_id = sources.id and field <> 'token'
          and secrets.retired_at is null), '[]') as secrets
    from (select coalesce(max((value ->> 'revision')::integer), 0) as value from settings where key = 'config-revision') revision
    left join sources on retired_at is null`;
  const sources = rows
    .filter((row) => row.id !== null)
    .map(({ id, key, sender, tokenHash, auth, settings, mapping, secrets }) => ({
      id,
      key,
      sender,
      tokenHash,
      auth,
      settings,
      mapping,
      secrets: secrets.map(({ cipher, expires, ...secret }) => ({
        ...secret,
        cipher: Buffer.from(cipher, "hex"),
        expiresAt: expires,
      })),
    }));
  return { revision: rows[0]?.revision ?? 0, sources };
}
