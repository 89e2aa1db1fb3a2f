import type { Reader } from "../../doors/select-rows.ts";
import { asc, isNull } from "../../drizzle.ts";
import { connections } from "../../schema/connections.ts";

export type PathConnection = Pick<typeof connections.$inferSelect, "id" | "key" | "kind" | "config">;

/** Connections that are not retired, oldest first. */
export async function listLiveConnections(reader: Reader): Promise<PathConnection[]> {
  const { id, key, kind, config } = connections;
  return reader
    .select({ id, key, kind, config })
    .from(connections)
    .where(isNull(connections.retiredAt))
    .orderBy(asc(connections.id));
}
