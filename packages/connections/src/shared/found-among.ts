import type { Interpretation } from "../connection-kind.ts";
import { notUnderstood } from "./not-understood.ts";

/** One hit that carries our reference exactly. `externalId` null: it has none that can be read. */
export interface Hit {
  externalId: string | null;
  externalUrl: string | null;
}

/** What a look learnt from the hits that carry our reference, the oldest first: that one is gone on with.
 *  @param unreadable what to say where a hit has no readable id. @param isWhole false: there was more than was read, so that
 *  no hit proves nothing. */
export function foundAmong(hits: readonly Hit[], unreadable: string, isWhole = true): Interpretation {
  const [first] = hits;
  if (first === undefined) {
    return isWhole
      ? { step: "not-found" }
      : notUnderstood("there is more than one answer holds: whether ours is among it can't be told");
  }
  if (first.externalId === null) return notUnderstood(unreadable);
  const { externalId, externalUrl } = first;
  const ids = hits.flatMap((hit) => hit.externalId ?? []);
  return { step: "found", externalId, externalUrl, hits: [...new Set(ids)] };
}
