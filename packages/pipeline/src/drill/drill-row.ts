import { randomBytes } from "node:crypto";
import type { EpochMs } from "@signalbox/core";
import type { DrillSettings } from "@signalbox/database";
import type { NormalDrill } from "../config/normal-config.ts";
import type { LiveConfig } from "../config/read-live-config.ts";

/** A drill that was judged as it is stored; one by a page gets the token of its URL with its first saving.
 *  @param given.pageToken the one that it has */
export function drillRowOf(
  key: string,
  { source, connection, component, pager, ...settings }: NormalDrill,
  given: { ids: LiveConfig["ids"]; pageToken: string | null; nextDueAt: EpochMs | null },
): DrillSettings {
  const { ids, pageToken, nextDueAt } = given;
  const isByPage = settings.way === "page";
  return {
    key,
    ...settings,
    sourceId: ids.source.get(source)!,
    connectionId: ids.connection.get(connection)!,
    componentId: component === null ? null : ids.component.get(component)!,
    pagerConnectionId: pager === null ? null : ids.connection.get(pager)!,
    pageToken: isByPage ? (pageToken ?? randomBytes(16).toString("base64url")) : null,
    nextDueAt,
  };
}
