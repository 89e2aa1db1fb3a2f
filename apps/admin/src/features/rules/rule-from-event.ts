import type { Connection, Event } from "@signalbox/contract";
import { isSeq, parseDocument } from "yaml";

/** The rules with one more at the end that would have fired for `event`: a ticket where a ticket desk is connected, a page
 *  where a pager is, else silence on purpose. Comments and order of what stands there stay. */
export function withRuleFromEvent(text: string, event: Event, connections: readonly Connection[]): string {
  const document = parseDocument(text);
  const rules = document.get("rules");
  if (!isSeq(rules) || rules.items.length === 0) document.set("rules", document.createNode([]));
  const known = document.toJS() as { rules: { key?: unknown }[] };
  const rule = {
    key: freeKey(event, new Set(known.rules.map((each) => each.key))),
    on: ["opened", "reopened"],
    when: conditionFor(event),
    do: actionsFor(connections),
  };
  document.addIn(["rules"], document.createNode(rule));
  return document.toString({ lineWidth: 0 });
}

function conditionFor(event: Event): string {
  const source = `source.key == ${JSON.stringify(event.source)}`;
  return event.monitor === null ? source : `${source} && monitor.name == ${JSON.stringify(event.monitor.name)}`;
}

function actionsFor(connections: readonly Connection[]): Record<string, { connection: string }>[] {
  const usable = connections.filter((connection) => connection.retiredAt === null);
  return ["ticket", "page"].flatMap((kind) => {
    const found = usable.find((connection) => connection.actions.includes(kind));
    return found === undefined ? [] : [{ [kind]: { connection: found.key } }];
  });
}

function freeKey(event: Event, taken: ReadonlySet<unknown>): string {
  const words = (event.monitor?.name ?? event.source).toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const base = words.replace(/^-+|-+$/g, "").slice(0, 50) || "rule";
  let key = base;
  for (let number = 2; taken.has(key); number++) key = `${base}-${number}`;
  return key;
}
