import type { Connection } from "@signalbox/contract";
import { StateBadge } from "../../components/state-badge.tsx";

/** Whether calls go through: paused by refused credentials, parked by the breaker, or well. */
export function ConnectionHealth({ health }: { health: Connection["health"] }) {
  if (health.pausedAt !== null) return <StateBadge state="paused" />;
  if (health.breaker === "open") return <StateBadge state="open" tone="wait" label="parked by the breaker" />;
  if (health.breaker === "half_open") return <StateBadge state="half_open" label="trying one call" />;
  return <StateBadge state="closed" label="well" />;
}
