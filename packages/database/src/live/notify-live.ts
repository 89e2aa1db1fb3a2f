import type { Tx } from "../doors/transaction.ts";

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
  | "drill"
  | "rule-set"
  | "ledger"
  | "settings"
  | "approval"
  | "run";

/** Channel on which the browser's live pages learn what changed: `{"topic", "id"}`. */
export const liveChannel = "signalbox_live";

export interface LiveChange {
  topic: LiveTopic;
  id: string;
}

const changesOf = new WeakMap<object, LiveChange[]>();

/** Gathers what a transaction will have to tell once it is committed. */
export function gatherLiveChanges(tx: object): readonly LiveChange[] {
  const changes: LiveChange[] = [];
  changesOf.set(tx, changes);
  return changes;
}

/** Tells live pages, after the commit. Once per transaction and topic is enough: pages load again. */
export async function notifyLive(tx: Tx, topic: LiveTopic, id: string): Promise<void> {
  await notifyLiveTopics(tx, [{ topic, id }]);
}

/** Tells several topics. */
export async function notifyLiveTopics(tx: Tx, changed: readonly LiveChange[]): Promise<void> {
  const changes = changesOf.get(tx);
  if (changes === undefined) throw new Error("a transaction within a transaction tells live pages nothing");
  changes.push(...changed);
}
