import { clearStale, findOpenFailures, settleFailure, type Tx, together } from "@signalbox/database";
import type { AppliedEvent } from "./apply-events.ts";
import { isKeyUnknown, type KeyWork } from "./key-work.ts";
import { keyName } from "./load-keys.ts";
import { countedUp, keyCause, type Raised } from "./raised.ts";

/** What comes after an opening that was set aside, for a key that still nobody knows, counts up on its failure. */
export async function countUpSetAside(
  tx: Tx,
  keys: ReadonlyMap<string, KeyWork>,
  applied: readonly AppliedEvent[],
): Promise<Raised[]> {
  const stray = applied.filter(({ incoming: { source, event, timed }, incidentId }) => {
    if (timed === null || timed.type === "opened" || incidentId !== null) return false;
    return isKeyUnknown(keys.get(keyName(source.id, event.correlationKey))!);
  });
  const causeOf = ({ incoming }: AppliedEvent) => keyCause(incoming.source.key, incoming.event.correlationKey);
  const open = await findOpenFailures(tx, ["delivery-too-old"], [...new Set(stray.map(causeOf))]);
  const causes = new Set(open.map((failure) => failure.cause));
  return stray.filter((one) => causes.has(causeOf(one))).map(({ incoming }) => countedUp(incoming));
}

/** Settles what asked about keys: nothing is set aside any more once the key has an incident, and one that was heard of is
 *  not stale. */
export async function settleWhatIsHeard(tx: Tx, keys: readonly KeyWork[], now: number): Promise<void> {
  const causeOf = ({ source, key }: KeyWork) => keyCause(source.key, key.correlationKey);
  const isNew = (work: KeyWork) => work.key.currentIncidentId === null && !isKeyUnknown(work);
  const unknown = keys.filter(isNew).map(causeOf);
  const named = keys.map(({ key }) => key);
  const [setAside, cleared] = await together(
    () => findOpenFailures(tx, ["delivery-too-old", "event-orphaned"], unknown),
    () => clearStale(tx, named),
  );
  const heard = new Set(cleared.map((key) => keyName(key.sourceId, key.correlationKey)));
  const stale = keys
    .filter(({ key }) => heard.has(keyName(key.sourceId, key.correlationKey)))
    .map((work) => ({ kind: "incident-stale", cause: causeOf(work) }));
  const settled = [
    ...setAside.map((failure) => ({ ...failure, reason: "its incident is known now" })),
    ...stale.map((failure) => ({ ...failure, reason: "something was heard of it" })),
  ];
  for (const failure of settled.toSorted((a, b) => (`${a.kind} ${a.cause}` < `${b.kind} ${b.cause}` ? -1 : 1))) {
    await settleFailure(tx, { ...failure, by: "signalbox", now });
  }
}
