import type { z } from "zod";
import { dated, heldFields } from "./dated.ts";
import { amountText, currencyCode, globText, lineOfText, objectKeyText, percentText, wholeNumber } from "./scalar.ts";
import { listOf, strictShape } from "./strict-shape.ts";

const tier = wholeNumber(1, 9);

const costEntry = strictShape("cost", { perMinute: amountText, currency: currencyCode, ...heldFields });
const slaEntry = strictShape("sla", { target: percentText, ...heldFields });
const mappingEntry = strictShape("a monitor", { source: objectKeyText, match: globText, ...heldFields });
const datedTeam = strictShape("team", { value: objectKeyText, ...heldFields });
const datedTier = strictShape("tier", { value: tier, ...heldFields });

/** A thing the business runs. Team, tier, cost and sla are dated: a value holds from its `from` on, and ends the one before.
 *  Dated settings and monitors that the entry leaves out stay as they are. */
export const componentEntry = strictShape("a component", {
  key: objectKeyText,
  name: lineOfText.exactOptional(),
  team: dated(
    objectKeyText.or(datedTeam),
    "team is the key of a team, or a list with dates: [{value: payments, from: 2026-01-01}]",
  ).exactOptional(),
  tier: dated(
    tier.or(datedTier),
    "tier is a whole number from 1 to 9, or a list with dates: [{value: 2, from: 2026-01-01}]",
  ).exactOptional(),
  cost: dated(costEntry, 'cost is {perMinute: "120.00", currency: EUR}, or a list of such with from').exactOptional(),
  sla: dated(slaEntry, 'sla is {target: "99.95"}, or a list of such with from').exactOptional(),
  costCentre: lineOfText.exactOptional(),
  glAccount: lineOfText.exactOptional(),
  monitors: listOf(mappingEntry, "monitors").exactOptional(),
});
export type ComponentEntry = z.infer<typeof componentEntry>;
