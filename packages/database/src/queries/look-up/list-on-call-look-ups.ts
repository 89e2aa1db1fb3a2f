import type { Reader } from "../../doors/select-rows.ts";
import { isNull, sql } from "../../drizzle.ts";
import { lookupAnswers } from "../../schema/lookup-answers.ts";
import { teams } from "../../schema/teams.ts";

export type OnCallTeam = typeof teams.$inferSelect;
export type StoredAnswer = typeof lookupAnswers.$inferSelect;

/** Teams that are not retired, each with what is stored of its on-call look-up. */
export async function listOnCallLookUps(reader: Reader): Promise<{ team: OnCallTeam; answer: StoredAnswer | null }[]> {
  return reader
    .select({ team: teams, answer: lookupAnswers })
    .from(teams)
    .leftJoin(lookupAnswers, sql`${lookupAnswers.lookupKey} = 'team:' || ${teams.key}`)
    .where(isNull(teams.retiredAt));
}

export async function loadStoredAnswer(reader: Reader, key: string): Promise<StoredAnswer | null> {
  const [row] = await reader.select().from(lookupAnswers).where(sql`${lookupAnswers.lookupKey} = ${key}`);
  return row ?? null;
}
