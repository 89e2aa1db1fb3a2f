import type { SentDelivery } from "../drive/drive-deliveries.ts";
import { queryRows } from "./query.ts";

type StoredRow = { id: string; sender_delivery_id: string; state: string; body: Buffer | null };

/** I1: each acknowledged delivery is stored once, byte for byte. I2: none that was refused is. I3: one of unknown outcome
 *  at most once. I4: each has ended, and no job is stuck. Returns what is not so. */
export async function checkDeliveries(databaseUrl: string, history: readonly SentDelivery[]): Promise<string[]> {
  const stored = await queryRows<StoredRow>(
    databaseUrl,
    `select d.id, d.sender_delivery_id, d.state, b.body from deliveries d
     join sources s on s.id = d.source_id and s.key = 'anyping'
     left join delivery_bodies b on b.delivery_id = d.id and b.received_at = d.received_at`,
  );
  const byId = Map.groupBy(stored, (row) => row.sender_delivery_id);
  const wrong = history.flatMap((sent) => checkOne(sent, byId.get(sent.delivery.id) ?? []));
  const unfinished = stored.filter((row) => row.state !== "processed");
  wrong.push(...unfinished.map((row) => `I4: ${row.sender_delivery_id} is ${row.state}`));
  const stuck = await queryRows<{ id: string; last_error: string | null; locked_by: string | null }>(
    databaseUrl,
    `select id, last_error, locked_by from graphile_worker._private_jobs
     where (attempts >= max_attempts and locked_at is null) or locked_at < now() - interval '10 seconds'`,
  );
  wrong.push(...stuck.map((job) => `I4: job ${job.id} is stuck: ${job.locked_by ?? job.last_error}`));
  return wrong;
}

function checkOne(sent: SentDelivery, rows: StoredRow[]): string[] {
  const { id, body } = sent.delivery;
  const wrong: string[] = [];
  const told = `${id} (${sent.outcome} after ${sent.statuses.join(", ")})`;
  if (sent.outcome === "ok" && rows.length !== 1) wrong.push(`I1: ${told} is stored ${rows.length} times`);
  if (sent.outcome === "fail" && rows.length > 0) wrong.push(`I2: ${told} is stored`);
  if (rows.length > 1) wrong.push(`I3: ${told} is stored ${rows.length} times`);
  if (rows[0] && !rows[0].body?.equals(body)) wrong.push(`I1: the body of ${told} is not what was sent`);
  if (sent.newAnswers > 1) wrong.push(`I1: ${told} was called new ${sent.newAnswers} times`);
  if (sent.deliveryIds.size > 1) wrong.push(`I1: ${told} was answered ${[...sent.deliveryIds].join(" and ")}`);
  return wrong;
}
