import type { EpochMs } from "@signalbox/core";
import { heldAt, type RoutingComponent, type RoutingSnapshot, type RoutingTeam } from "./routing-snapshot.ts";

/** The component that a monitor belonged to at an instant: of the globs that fit its id or its name, the first. */
export function componentOfMonitor(
  routing: RoutingSnapshot,
  sourceId: number,
  monitor: { id: string; name: string } | null,
  at: EpochMs,
): RoutingComponent | null {
  if (monitor === null) return null;
  const found = routing.mappings
    .get(sourceId)
    ?.find(
      (mapping) =>
        mapping.from <= at &&
        (mapping.to === null || at < mapping.to) &&
        (mapping.matches(monitor.id) || mapping.matches(monitor.name)),
    );
  return found === undefined ? null : (routing.components.get(found.value) ?? null);
}

/** Whether any glob of a component fits a monitor at an instant, the first that does or not. */
export function fitsComponent(
  routing: RoutingSnapshot,
  sourceId: number,
  monitor: { id: string; name: string },
  at: EpochMs,
  componentId: number,
): boolean {
  const mappings = routing.mappings.get(sourceId) ?? [];
  return mappings.some(
    (mapping) =>
      mapping.value === componentId &&
      mapping.from <= at &&
      (mapping.to === null || at < mapping.to) &&
      (mapping.matches(monitor.id) || mapping.matches(monitor.name)),
  );
}

/** The team that owned a component at an instant. */
export function teamOfComponent(
  routing: RoutingSnapshot,
  component: RoutingComponent | null,
  at: EpochMs,
): RoutingTeam | null {
  const id = component === null ? null : heldAt(component.owners, at);
  return id === null ? null : (routing.teams.get(id) ?? null);
}

/** Whether announced or running maintenance covers a component at an instant. */
export function isInMaintenance(routing: RoutingSnapshot, componentId: number | null, at: EpochMs): boolean {
  if (componentId === null) return false;
  return routing.windows.some(
    (window) => window.startsAt <= at && at < window.endsAt && window.componentIds.includes(componentId),
  );
}
