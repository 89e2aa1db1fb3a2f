import { connectionKindByKey } from "@signalbox/connections";
import { senderByKey } from "@signalbox/senders";
import type { RoutingConnection, RoutingSnapshot } from "../routing/routing-snapshot.ts";

/** Sources whose monitoring tool can post to the system of a connection by itself, which is the shorter way. */
export function servedBy(routing: RoutingSnapshot, { kind }: RoutingConnection): { source: string; tool: string }[] {
  const nativeAs = connectionKindByKey(kind)?.nativeAs;
  if (nativeAs === undefined) return [];
  return [...routing.sources.values()].flatMap(({ key, sender }) => {
    const tool = senderByKey(sender);
    return tool?.natives.includes(nativeAs) ? [{ source: key, tool: tool.name }] : [];
  });
}
