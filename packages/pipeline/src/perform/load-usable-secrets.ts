import type { ConnectionSecrets } from "@signalbox/connections";
import type { EpochMs } from "@signalbox/core";
import { loadSecrets } from "@signalbox/database";
import type { PerformDeps } from "./perform-deps.ts";

/** The credentials of a connection by field, in clear, without those that have expired. */
export async function loadUsableSecrets(
  deps: Pick<PerformDeps, "secretKey">,
  reader: Parameters<typeof loadSecrets>[0],
  connectionId: number,
  now: EpochMs,
): Promise<ConnectionSecrets> {
  const stored = await loadSecrets(reader, deps.secretKey, "connection", connectionId);
  return Object.fromEntries(
    stored.filter(({ expiresAt }) => expiresAt === null || expiresAt > now).map(({ field, value }) => [field, value]),
  );
}
