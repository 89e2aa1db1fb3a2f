import type { Tx } from "../../doors/transaction.ts";
import { sql } from "../../drizzle.ts";
import { teams } from "../../schema/teams.ts";
import type { ChangedBy } from "../configuration/changed-by.ts";
import { concludeSave, onlyOver, type SaveOutcome } from "../configuration/save-outcome.ts";

export type TeamRow = {
  key: string;
  name: string;
  lead: string | null;
  /** Who is on call: `{rotation, fallback}` kept here, or a look-up by `{connection, path, select, refresh, fallback}`. */
  onCall: Record<string, unknown> | null;
};

/** Makes or changes a team by its key; a retired one comes back. `changed` names what changed, for the journal. */
export async function saveTeam(
  tx: Tx,
  by: ChangedBy,
  team: TeamRow,
  options: { revision?: number; changed?: readonly string[] } = {},
): Promise<SaveOutcome> {
  const rows = await tx
    .insert(teams)
    .values({ ...team, createdAt: by.now, updatedAt: by.now })
    .onConflictDoUpdate({
      target: teams.key,
      set: { ...team, updatedAt: by.now, retiredAt: null, revision: sql`${teams.revision} + 1` },
      ...onlyOver(teams, options.revision),
    })
    .returning({ id: teams.id, revision: teams.revision });
  return concludeSave(tx, by, { kind: "team", key: team.key, details: { changed: options.changed ?? [] } }, rows);
}
