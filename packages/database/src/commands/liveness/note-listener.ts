import { type EpochMs, toIso } from "@signalbox/core";
import type { Database } from "../../doors/open-database.ts";

/** Where an api process listens. `addresses`: those of its machine, loopback left out or not. */
export interface Listener {
  host: string;
  port: number;
  addresses: string[];
}

const forgottenAfter = "1 day";

/** Tells workers where this process listens, and forgets those that have not said so for a day. Safe to repeat. */
export async function noteListener(sql: Database["sql"], listener: Listener, now: EpochMs): Promise<void> {
  const { host, port, addresses } = listener;
  await sql`
    with forgotten as (
      delete from api_listeners where seen_at < ${toIso(now)}::timestamptz - ${forgottenAfter}::interval)
    insert into api_listeners (port, host, addresses, seen_at) values (${port}, ${host}, ${addresses}, ${toIso(now)})
    on conflict (port, host) do update set addresses = excluded.addresses, seen_at = excluded.seen_at`;
}

/** Where the api processes of this installation listen. */
export async function listListeners(sql: Database["sql"]): Promise<Listener[]> {
  return sql<Listener[]>`select host, port, addresses from api_listeners order by port, host`;
}
