import { v7 } from "uuid";

/** What an id names; the prefix is part of the outer contract. */
export type IdPrefix =
  | "dlv"
  | "evt"
  | "inc"
  | "act"
  | "obl"
  | "fail"
  | "try"
  | "app"
  | "run"
  | "drl"
  | "adj"
  | "led"
  | "tmr";

/** A new time-ordered uuid (version 7). Pass it in as `deps.newId`; pure code never calls it. */
export function newUuid(): string {
  return v7();
}

/** `formatId("inc", "018f…-…")` → `inc_018f…` (32 lower-case hex digits). */
export function formatId(prefix: IdPrefix, uuid: string): string {
  return `${prefix}_${uuid.replaceAll("-", "")}`;
}

/** The uuid inside a printed id, or null where the text is no id of that kind. */
export function parseId(prefix: IdPrefix, text: string): string | null {
  const match = /^([a-z]+)_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(text);
  if (match === null || match[1] !== prefix) return null;
  return match.slice(2).join("-");
}

/** An event is (delivery, ordinal): `evt_<32 hex of the delivery>_<ordinal>`. */
export function formatEventId(deliveryUuid: string, ordinal: number): string {
  return `${formatId("evt", deliveryUuid)}_${ordinal}`;
}

export function parseEventId(text: string): { deliveryId: string; ordinal: number } | null {
  const match = /^(evt_[0-9a-f]{32})_(0|[1-9][0-9]{0,8})$/.exec(text);
  const deliveryId = match === null ? null : parseId("evt", match[1]!);
  return deliveryId === null ? null : { deliveryId, ordinal: Number(match![2]) };
}
