import type { Reader } from "../doors/select-rows.ts";
import { eq } from "../drizzle.ts";
import { settings } from "../schema/settings.ts";

/** The value of one setting; undefined where it was never set. */
export async function loadSetting(reader: Reader, key: string): Promise<unknown> {
  const [found] = await reader.select({ value: settings.value }).from(settings).where(eq(settings.key, key));
  return found?.value;
}

/** By currency: the largest change of cost that one person may make to an entry alone. */
export async function loadApprovalLimits(reader: Reader): Promise<Record<string, string>> {
  const setting = (await loadSetting(reader, "ledger")) as { approvalAbove?: Record<string, string> } | undefined;
  return setting?.approvalAbove ?? {};
}
