import { type ImitatedAnswer, type ImitatedCall, startImitation } from "./imitation-server.ts";
import { type FieldRule, judgeFields } from "./judge-fields.ts";
import type { PostImitation } from "./post-imitation.ts";

// Written from https://instatus.com/help/api/incidents, https://instatus.com/help/api/incident-updates and
// https://github.com/instatushq/openapi (instatus.yaml, 2.0.0).

interface InstatusIncident {
  id: string;
  name: string;
  status: string;
  started: string;
  updates: { message: string; status: string }[];
  components: string[];
}

const apiKey = "bb1aa18d0eeea0fc7dd799a3e9578b02";
const page = "ckf01fonve9i40a32oas5b0uw";
const component = "ckf01fvnxywz50a35nh1qzssm";

/** What a connection to the imitation needs. */
export const instatusAccess = { apiKey, page, component };

const statuses = ["INVESTIGATING", "IDENTIFIED", "MONITORING", "RESOLVED"] as const;
const componentStatuses = ["OPERATIONAL", "UNDERMAINTENANCE", "DEGRADEDPERFORMANCE", "PARTIALOUTAGE", "MAJOROUTAGE"];
const updateFields: Readonly<Record<string, FieldRule>> = {
  message: "text",
  status: statuses,
  started: "text",
  notify: "flag",
  components: "texts",
};
const incidentFields = { ...updateFields, name: "text", shouldPublish: "flag" } as const;

/** @param options.keepsComments false: comments of Markdown are taken out of a message. */
export async function startInstatus(options: { keepsComments?: boolean } = {}): Promise<PostImitation> {
  const { keepsComments = true } = options;
  let incidents: InstatusIncident[] = [];
  let shown = new Map([[component, "OPERATIONAL"]]);
  let last = 0;

  const show = ({ components, updates, ...incident }: InstatusIncident) => ({
    ...incident,
    resolved: incident.status === "RESOLVED" ? "2020-09-12T19:09:04.498Z" : null,
    updates: updates.map(({ message, status }, index) => ({ id: `${incident.id}u${index}`, message, status })),
    components: components.map((id) => ({ id, name: "Website", site: { id: page, name: "Nasa", subdomain: "nasa" } })),
  });

  const answer = (call: ImitatedCall): ImitatedAnswer => {
    if (call.headers.authorization !== `Bearer ${apiKey}`) return error(403, "forbidden", "Not authorized");
    if (call.method === "GET" && call.path === "/v2/pages") {
      return { status: 200, body: [{ id: page, subdomain: "nasa", name: "Nasa", status: "UP" }] };
    }
    const path = call.path.replace(new RegExp(`^/v1/${page}(?=/)`), "");
    if (path === call.path) return error(404, "not_found", "Page not found");
    if (call.method === "GET" && path === "/components") {
      return { status: 200, body: [...shown].map(([id, status]) => ({ id, name: "Website", status })) };
    }
    if (call.method === "GET" && path === "/incidents") return list(call);
    if (call.method === "POST" && path === "/incidents") return create(call.json);
    const [, id, tail] = /^\/incidents\/(\w+)(\/incident-updates)?$/.exec(path) ?? [];
    const incident = incidents.find((one) => one.id === id);
    if (incident === undefined) return error(404, "not_found", "Incident not found");
    if (call.method === "GET" && tail === undefined) return { status: 200, body: show(incident) };
    return call.method === "POST" && tail !== undefined
      ? update(incident, call.json)
      : error(404, "not_found", "No route");
  };

  const list = ({ query }: ImitatedCall): ImitatedAnswer => {
    const wanted = query.get("status")?.split(",") ?? [...statuses];
    const found = incidents.filter(({ status }) => wanted.includes(status)).toReversed();
    return { status: 200, body: found.slice(0, Number(query.get("per_page") ?? 50)).map(show) };
  };

  const create = (body: unknown): ImitatedAnswer => {
    const { statuses: changes, ...rest } = { ...(body as Record<string, unknown>) };
    const problem = judgeFields(rest, incidentFields, ["name", "status"]) ?? judgeStatuses(changes, rest.components);
    if (problem !== null) return error(400, "bad_request", problem);
    last += 1;
    const { name, status, started = "2026-11-02T09:00:00.000Z", components = [] } = rest as unknown as InstatusIncident;
    const incident = {
      id: `ckf01m59ueaqb0a32wrlj${String(last).padStart(4, "0")}`,
      name,
      status,
      started,
      components,
      updates: [],
    };
    incidents.push(incident);
    say(incident, rest, changes);
    return { status: 200, body: show(incident) };
  };

  const update = (incident: InstatusIncident, body: unknown): ImitatedAnswer => {
    const { statuses: changes, ...rest } = { ...(body as Record<string, unknown>) };
    const problem =
      judgeFields(rest, updateFields, ["status", "components"]) ??
      (changes === undefined ? "statuses is missing" : judgeStatuses(changes, rest.components));
    if (problem !== null) return error(400, "bad_request", problem);
    say(incident, rest, changes);
    return { status: 200, body: { id: `${incident.id}u`, status: incident.status, incident: show(incident) } };
  };

  const say = (incident: InstatusIncident, said: Record<string, unknown>, changes: unknown): void => {
    const message = keepsComments ? String(said.message) : String(said.message).replace(/\n\n\[\/\/\].*$/s, "");
    incident.status = String(said.status);
    incident.updates.push({ message, status: incident.status });
    for (const { id, status } of (changes ?? []) as { id: string; status: string }[]) shown.set(id, status);
  };

  const judgeStatuses = (changes: unknown, named: unknown): string | null => {
    if (changes === undefined) return null;
    if (!Array.isArray(changes)) return "statuses is no list";
    for (const one of changes) {
      const problem = judgeFields(one, { id: "text", status: componentStatuses }, ["id", "status"]);
      if (problem !== null) return problem;
      if (!(named as string[]).includes(one.id) || !shown.has(one.id)) return `component ${one.id} is not named`;
    }
    return null;
  };

  const imitation = await startImitation({
    answer,
    keep: () => {
      const [keptIncidents, keptShown] = [structuredClone(incidents), new Map(shown)];
      return () => {
        [incidents, shown] = [keptIncidents, keptShown];
      };
    },
  });
  const byId = (id: string) => incidents.find((one) => one.id === id)!;
  return {
    ...imitation,
    posts: () =>
      incidents.map(({ id, name, status, updates }) => ({
        id,
        title: name,
        isResolved: status === "RESOLVED",
        // A comment of Markdown is not shown.
        said: updates.map(({ message }) => message.replace(/\n\n\[\/\/\]: # \(.*\)$/s, "")),
      })),
    shows: (id) => shown.get(id) ?? "",
    double(id) {
      last += 1;
      incidents.push({ ...structuredClone(byId(id)), id: `ckf01m59ueaqb0a32wrlj${String(last).padStart(4, "0")}` });
    },
    updateByHand(id) {
      byId(id).status = "IDENTIFIED";
      byId(id).updates.push({ message: "Found by hand.", status: "IDENTIFIED" });
    },
    resolveByHand(id) {
      byId(id).status = "RESOLVED";
    },
    remove(id) {
      incidents = incidents.filter((one) => one.id !== id);
    },
  };
}

function error(status: number, code: string, message: string): ImitatedAnswer {
  return { status, body: { error: { code, message } } };
}
