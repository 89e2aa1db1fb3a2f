import { type ImitatedAnswer, type ImitatedCall, startImitation } from "./imitation-server.ts";
import { judgeFields } from "./judge-fields.ts";
import type { PostImitation } from "./post-imitation.ts";

interface StatuspageIncident {
  id: string;
  name: string;
  status: string;
  shortlink: string;
  metadata: Record<string, unknown>;
  incident_updates: { status: string; body: string }[];
}

const statuses = ["investigating", "identified", "monitoring", "resolved"] as const;
const componentStatuses = [
  "operational",
  "under_maintenance",
  "degraded_performance",
  "partial_outage",
  "major_outage",
  "",
];
const incidentFields = {
  name: "text",
  status: statuses,
  impact_override: ["none", "maintenance", "minor", "major", "critical"],
  metadata: "object",
  deliver_notifications: "flag",
  body: "text",
  components: "object",
  component_ids: "texts",
} as const;

/** Statuspage as https://developer.statuspage.io/ (OpenAPI, v1) describes it: create, get, list and update incidents of one
 *  page, its components, `Authorization: OAuth KEY`, 400/401/404/422 with `{error}`, 420 for the rate. */
export async function startStatuspage(options: {
  page: string;
  apiKey: string;
  components: readonly string[];
}): Promise<PostImitation> {
  let incidents: StatuspageIncident[] = [];
  let last = 0;
  let components = new Map(options.components.map((id) => [id, "operational"]));
  const imitation = await startImitation({
    answer: (call) => reply(call),
    keep: () => {
      const [keptIncidents, keptComponents] = [structuredClone(incidents), new Map(components)];
      return () => {
        [incidents, components] = [keptIncidents, keptComponents];
      };
    },
  });

  function reply(call: ImitatedCall): ImitatedAnswer {
    if (call.headers.authorization !== `OAuth ${options.apiKey}`) return error(401, "Could not authenticate");
    const [version, kind, page, list, id, ...more] = call.path.split("/").slice(1);
    if (version !== "v1" || kind !== "pages" || page !== options.page || more.length > 0)
      return error(404, "Not found");
    if (call.method === "GET" && list === undefined) return { status: 200, body: { id: page, name: "Example page" } };
    if (call.method === "GET" && list === "components" && id === undefined) {
      return { status: 200, body: [...components].map(([one, status]) => ({ id: one, status, page_id: page })) };
    }
    if (list !== "incidents") return error(404, "Not found");
    if (call.method === "POST" && id === undefined) return create(call.json);
    if (call.method === "GET" && id === "unresolved") {
      return { status: 200, body: incidents.filter(({ status }) => status !== "resolved") };
    }
    const found = incidents.find((one) => one.id === id);
    if (found === undefined) return error(404, "The requested resource could not be found.");
    if (call.method === "GET") return { status: 200, body: found };
    return call.method === "PATCH" ? update(found, call.json) : error(404, "Not found");
  }

  function create(body: unknown): ImitatedAnswer {
    const incident = incidentOf(body);
    const problem = judgeIncident(incident, ["name"]);
    if (problem !== null) return error(422, problem);
    const { name, status = "investigating", metadata = {} } = incident as Partial<StatuspageIncident>;
    last += 1;
    const id = `p31zjtct${String(last).padStart(4, "0")}`;
    const made: StatuspageIncident = {
      id,
      name: name ?? "",
      status,
      shortlink: `http://stspg.io/${id}`,
      metadata,
      incident_updates: [],
    };
    incidents.push(made);
    apply(made, incident as Record<string, unknown>);
    return { status: 201, body: made };
  }

  function update(found: StatuspageIncident, body: unknown): ImitatedAnswer {
    const incident = incidentOf(body);
    const problem = judgeIncident(incident, []);
    if (problem !== null) return error(422, problem);
    apply(found, incident as Record<string, unknown>);
    return { status: 200, body: found };
  }

  function apply(incident: StatuspageIncident, change: Record<string, unknown>): void {
    if (typeof change.status === "string") incident.status = change.status;
    if (typeof change.body === "string")
      incident.incident_updates.unshift({ status: incident.status, body: change.body });
    for (const [id, status] of Object.entries((change.components ?? {}) as Record<string, string>)) {
      components.set(id, status);
    }
  }

  function judgeIncident(incident: unknown, required: readonly string[]): string | null {
    const problem = judgeFields(incident, incidentFields, required);
    if (problem !== null) return problem;
    const { name = "", body = "", metadata = {}, components: changed = {} } = incident as Record<string, never>;
    if (String(name).length > 255) return "name has a maximum limit of 255 characters";
    if (String(body).length > 25_000) return "body has a maximum limit of 25000 characters";
    if (Object.values(metadata).some((value) => typeof value !== "object")) return "metadata values must be objects";
    for (const [id, status] of Object.entries(changed)) {
      if (!components.has(id)) return `component ${id} is unknown`;
      if (!componentStatuses.includes(String(status))) return `component status ${String(status)} is unknown`;
    }
    return null;
  }

  return {
    ...imitation,
    url: `${imitation.url}/v1`,
    posts: () =>
      incidents.map(({ id, name, status, incident_updates }) => ({
        id,
        title: name,
        isResolved: status === "resolved",
        said: incident_updates.map(({ body }) => body).toReversed(),
      })),
    shows: (id) => components.get(id) ?? "",
    double(id) {
      const one = incidents.find((incident) => incident.id === id)!;
      incidents.push({ ...structuredClone(one), id: `${id}d` });
    },
    updateByHand(id) {
      const one = incidents.find((incident) => incident.id === id)!;
      apply(one, { status: "identified", body: "Found by hand." });
    },
    resolveByHand(id) {
      for (const one of incidents) if (one.id === id) one.status = "resolved";
    },
    remove(id) {
      incidents = incidents.filter((one) => one.id !== id);
    },
  };
}

function incidentOf(body: unknown): unknown {
  return typeof body === "object" && body !== null ? (body as { incident?: unknown }).incident : undefined;
}

function error(status: number, message: string): ImitatedAnswer {
  return { status, body: { error: message } };
}
