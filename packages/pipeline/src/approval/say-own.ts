import { loadRuleAuthor, type Reader } from "@signalbox/database";

/** Why somebody may not say yes to what is their own: they ordered it, published its rule, or wrote what its connection runs.
 *  @param voter an e-mail address in lower case. */
export async function sayOwn(
  reader: Reader,
  action: { orderedBy: string | null; ruleSetId: number | null },
  voter: string,
): Promise<string> {
  if (action.orderedBy?.toLowerCase() === voter) return "You ordered this yourself: somebody else must say yes.";
  const author = action.ruleSetId === null ? null : await loadRuleAuthor(reader, action.ruleSetId);
  return author?.toLowerCase() === voter
    ? "You published the rules that ordered this: somebody else must say yes."
    : "You changed its connection last, and so what it runs: somebody else must say yes.";
}
