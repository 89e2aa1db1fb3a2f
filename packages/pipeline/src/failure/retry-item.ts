import { type RetryItem, resumeConnection, type Tx } from "@signalbox/database";
import { retryDeliveriesIn } from "../incident/retry-delivery.ts";
import { type ByPerson, retryAction } from "./retry-action.ts";

/** Tries one thing again: an action by its same key, a failed delivery, or all that waits for a paused connection. False
 *  where it has ended well meanwhile, or is under way. */
export async function retryItem(tx: Tx, by: ByPerson, item: RetryItem): Promise<boolean> {
  switch (item.kind) {
    case "action":
      return retryAction(tx, { ...by, actionId: item.id });
    case "connection":
      return resumeConnection(tx, Number(item.id), by.now);
    case "delivery":
      return (await retryDeliveriesIn(tx, { deliveryIds: [item.id], by })).length > 0;
  }
}
