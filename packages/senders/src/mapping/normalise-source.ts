import type { MappingField } from "@signalbox/core";
import { collectEvents } from "../payload/collect-events.ts";
import { FieldReader } from "../payload/field-reader.ts";
import { itemsOf, openPayload } from "../payload/open-payload.ts";
import { readByMapping } from "../payload/read-one-event.ts";
import type { DeliveryIdentity, IncomingRequest, NormaliseInput, NormaliseOutcome, Sender } from "../sender.ts";
import { sha256 } from "../sha256.ts";
import { MappedItem } from "./mapped-item.ts";

/** What a delivery of a source says: by its sender's code and its mapping, or by the mapping alone where the code knows no such
 *  shape and the mapping says all that an event needs. Never throws. */
export function normaliseBySource(sender: Sender, input: NormaliseInput): NormaliseOutcome {
  const own = sender.normalise(input);
  const isForeign = own.outcome === "unreadable" && own.reason === "unknown shape";
  if (!isForeign || input.mapping?.readsAlone !== true) return own;
  const payload = openPayload(input);
  if (payload.outcome === "unreadable") return payload;
  const items = itemsOf(payload, null);
  return items.outcome === "unreadable" ? items : collectEvents(items.items.map(readByMapping));
}

/** Bodies up to here are read whole to find what stands for their id: nobody waits long for an answer. */
const readBytesMax = 65_536;

/**
 * What stands for the unique id of a delivery of a source. Where the mapping says what happened or to what, the sender's own
 * fields may mean something else here: an id that is the incident's own is none of a delivery's, and the same status may stand
 * in an open and in its resolve. Then the whole body stands for it where it holds the tool's own times, else nothing does.
 */
export function identifyBySource(
  sender: Sender,
  request: IncomingRequest,
  source: Pick<NormaliseInput, "settings" | "mapping">,
): DeliveryIdentity {
  const { mapping = null } = source;
  if (mapping === null) return sender.identify(request);
  const input = { ...request, ...source, receivedAt: Number.MAX_SAFE_INTEGER };
  const id = mapping.fields.has("deliveryId") ? readDeliveryId(input) : null;
  if (id !== null) return { basis: "sender", id };
  const own = sender.identify(request);
  const says = (name: MappingField) => (mapping.fields.get(name)?.places.length ?? 0) > 0;
  const isOwn = mapping.list === null && !says("type") && !says("correlationKey");
  if (isOwn) return own;
  const size = request.body.length + request.query.length;
  const read = size > readBytesMax ? null : normaliseBySource(sender, input);
  const events = read?.outcome === "events" ? read.events : [];
  if (own.basis === "sender" && !events.some((event) => event.correlationKey === own.id)) return own;
  const isTimed = read?.outcome === "events" && read.unreadable.length === 0;
  if (!isTimed || events.some((event) => event.occurredAt === null)) return { basis: "fresh" };
  const said = request.body.length > 0 ? request.body : request.query;
  return { basis: "derived", from: `${sender.key}\nmapped\n${sha256(said).toString("hex")}` };
}

function readDeliveryId(input: NormaliseInput): string | null {
  const payload = openPayload(input);
  if (payload.outcome === "unreadable" || payload.options.mapping === undefined) return null;
  const whole = new FieldReader(payload.value, payload.options);
  const id = new MappedItem(payload.options.mapping, whole).text("deliveryId");
  return id.outcome === "text" ? id.text : null;
}
