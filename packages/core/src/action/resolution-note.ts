import { formatDuration } from "../shared/duration.ts";
import type { EpochMs } from "../shared/time.ts";

/** What is written into a ticket when it is closed: how long, from when to when, what, and where to read more. */
export function resolutionNote(incident: {
  title: string;
  openedAt: EpochMs;
  resolvedAt: EpochMs;
  /** How many incidents it stood for. */
  incidents: number;
  link: string | null;
}): string {
  const span = formatDuration(incident.resolvedAt - incident.openedAt);
  const from = clock(incident.openedAt);
  const to = clock(incident.resolvedAt);
  const more = incident.incidents > 1 ? ` and ${incident.incidents - 1} more` : "";
  const lines = [`Resolved after ${span} (${from} to ${to} UTC).`, `${incident.title}${more}`];
  if (incident.link !== null) lines.push(incident.link);
  return lines.join("\n");
}

/** What is written into a ticket that is closed because its incident was merged into another. */
export function mergeNote(other: { title: string; externalId: string | null; link: string | null }): string {
  const where = other.externalId === null ? "" : ` (${other.externalId})`;
  const lines = [`Merged into "${other.title}"${where}: what follows stands there.`];
  if (other.link !== null) lines.push(other.link);
  return lines.join("\n");
}

function clock(at: EpochMs): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}
