/** The JSON that a page-webhook sends. Fields that are not known are null; more fields may be added.
 *
 *  `event` is `page.opened`, `page.resolved` or `failure.opened`; `reference` is the same for opening and resolving one
 *  page; `mayRepeat` tells that an earlier try may have arrived. Times are ISO 8601 in UTC. */
export interface PageBody {
  event: "page.opened" | "page.updated" | "page.resolved" | "failure.opened";
  reference: string;
  mayRepeat: boolean;
  title: string;
  text: string;
  incident: {
    id: string;
    title: string;
    status: string;
    severity: string;
    openedAt: string;
    resolvedAt: string | null;
    url: string | null;
  } | null;
  component: { key: string; name: string; tier: number | null } | null;
  team: { key: string; name: string } | null;
  onCall: { email: string | null; name: string | null; basis: string | null } | null;
  failure: { id: string; kind: string; subject: string; reason: string; advice: string } | null;
  resolution: { note: string; durationSeconds: number | null } | null;
  fields: unknown;
  /** The page in Signalbox where everything known stands; null where no public URL is set. */
  link: string | null;
  /** Opens, without signing in, a page with one button that acknowledges in the name of whoever was paged: for 24 hours,
   *  once. Null where there is nothing to acknowledge. */
  acknowledgeUrl: string | null;
}

type Plain = Readonly<Record<string, unknown>>;

/** Builds the body from the scope that templates see. */
export function pageBody(event: PageBody["event"], reference: string, scope: Plain): PageBody {
  const action = object(scope.action);
  const incident = object(scope.incident);
  const failure = object(scope.failure);
  const resolution = event === "page.resolved" ? object(scope.resolution) : null;
  return {
    event,
    reference,
    mayRepeat: action?.mayRepeat === true,
    title: text(action?.title) || text(incident?.title) || text(failure?.reason),
    text: text(action?.text) || text(object(scope.event)?.summary) || text(failure?.advice),
    incident: incident && {
      id: text(incident.id),
      title: text(incident.title),
      status: text(incident.status),
      severity: text(incident.severity),
      openedAt: text(incident.openedAt),
      resolvedAt: textOrNull(incident.resolvedAt),
      url: textOrNull(incident.url),
    },
    component: pick(scope.component, (it) => ({ key: text(it.key), name: text(it.name), tier: numberOrNull(it.tier) })),
    team: pick(scope.team, (it) => ({ key: text(it.key), name: text(it.name) })),
    onCall: pick(scope.onCall, (it) => ({
      email: textOrNull(it.email),
      name: textOrNull(it.name),
      basis: textOrNull(it.basis),
    })),
    failure: failure && {
      id: text(failure.id),
      kind: text(failure.kind),
      subject: text(failure.subject),
      reason: text(failure.reason),
      advice: text(failure.advice),
    },
    resolution: resolution && {
      note: text(resolution.note),
      durationSeconds: numberOrNull(resolution.durationSeconds),
    },
    fields: action?.fields ?? {},
    link: textOrNull(scope.link),
    acknowledgeUrl: textOrNull(action?.acknowledgeUrl),
  };
}

function pick<T>(value: unknown, shape: (found: Plain) => T): T | null {
  const found = object(value);
  return found === null ? null : shape(found);
}

function object(value: unknown): Plain | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Plain) : null;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
