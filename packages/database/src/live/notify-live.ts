import type { Tx } from "../doors/transaction.ts";
import { sql } from "../drizzle.ts";

export type LiveTopic =
  | "delivery"
  | "incident"
  | "failure"
  | "obligation"
  | "connection"
  | "component"
  | "maintenance"
  | "monitor"
  | "health"
  | "source"
  | "rotation"
  | "customer"
  | "rule-set"
  | "ledger"
  | "settings"
  | "approval"
  | "run";

/** Channel on which the browser's live pages learn what changed: `{"topic", "id"}`. */
export const liveChannel = "signalbox_live";

/** Tells live pages, at commit. Once per transaction and topic is enough: pages load again. */
export async function notifyLive(tx: Tx, topic: LiveTopic, id: string): Promise<void> {
  await tx.execute(sql`select pg_notify(${liveChannel}, ${JSON.stringify({ topic, id })})`);
}

/** Tells several topics with one statement. */
export async function notifyLiveTopics(tx: Tx, changed: readonly { topic: LiveTopic; id: string }[]): Promise<void> {
  if (changed.length === 0) return;
  await tx.execute(sql`
    select pg_notify(${liveChannel}, told.value::text) from json_array_elements(${JSON.stringify(changed)}::json) told`);
}
