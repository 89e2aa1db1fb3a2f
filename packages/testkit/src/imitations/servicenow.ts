import { type ImitatedAnswer, type ImitatedCall, startImitation } from "./imitation-server.ts";
import type { TicketImitation } from "./ticket-imitation.ts";

// Written from https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html (incidents as there, values as text,
// invalid parts of a query ignored) and "REST API HTTP response codes" (403 for policies and rules, too).

type Fields = Record<string, string>;

const user = "signalbox";
const password = "service-now:password";
const apiKey = "now_imitation_api_key";
const known = new Set(
  "short_description description urgency impact assignment_group assigned_to correlation_id correlation_display state close_code close_notes work_notes category caller_id".split(
    " ",
  ),
);

/** What a connection to the imitation needs. */
export const servicenowAccess = { user, password, apiKey };

export async function startServicenow(): Promise<
  TicketImitation & {
    /** The user may not write or search by correlation_id: both are dropped without a word. */
    hideCorrelation(isHidden: boolean): void;
    /** A rule of the instance that lets nobody resolve. */
    forbidResolving(isForbidden: boolean): void;
    fields(id: string): Readonly<Fields>;
  }
> {
  let incidents: Fields[] = [];
  let last = 0;
  let isHidden = false;
  let isForbidden = false;

  const open = (fields: Fields): Fields => {
    last += 1;
    const id = String(last).padStart(4, "0");
    const incident = { state: "1", close_code: "", close_notes: "", correlation_id: "", ...fields };
    const made = {
      ...incident,
      sys_id: `a9e30c7dc6112276011689${id}abcdef`,
      number: `INC001${id}`,
      notes: fields.notes ?? "[]",
    };
    incidents.push(made);
    return made;
  };
  const show = ({ notes: _notes, ...incident }: Fields) => incident;

  const answer = (call: ImitatedCall): ImitatedAnswer => {
    const basic = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    if (call.headers.authorization !== basic && call.headers["x-sn-apikey"] !== apiKey) {
      return error(401, "User Not Authenticated", "Required to provide Auth information");
    }
    const path = call.path.replace(/^\/api\/now\/table\/incident(?=\/|$)/, "");
    if (path === call.path) return error(400, "Invalid table", "Invalid table");
    if (call.method !== "GET" && call.json === undefined) return error(400, "Exception while reading request", "");
    if (path === "" && call.method === "GET") return search(call);
    if (path === "" && call.method === "POST") return create(call.json);
    const incident = incidents.find((one) => path === `/${one.sys_id}`);
    if (incident === undefined)
      return error(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval");
    if (call.method === "GET") return { status: 200, body: { result: pick(incident, call) } };
    return call.method === "PATCH" ? change(incident, call.json) : error(405, "Method not supported", "");
  };

  const search = (call: ImitatedCall): ImitatedAnswer => {
    const parts = (call.query.get("sysparm_query") ?? "").split("^");
    const wanted = parts.find((part) => part.startsWith("correlation_id="))?.slice(15);
    const found = incidents.filter((one) => isHidden || wanted === undefined || one.correlation_id === wanted);
    const result = found.slice(0, Number(call.query.get("sysparm_limit") ?? 10_000)).map((one) => pick(one, call));
    return { status: 200, headers: { "x-total-count": String(found.length) }, body: { result } };
  };

  const pick = (incident: Fields, call: ImitatedCall): Fields => {
    const all = show(incident);
    const fields = call.query.get("sysparm_fields")?.split(",") ?? Object.keys(all);
    const seen = isHidden ? fields.filter((name) => name !== "correlation_id") : fields;
    return Object.fromEntries(seen.filter((name) => all[name] !== undefined).map((name) => [name, all[name]!]));
  };

  // What is not known, or may not be written, is dropped. Texts are cut to the length of their fields.
  const written = (body: unknown): Fields => {
    const entries = Object.entries({ ...(body as object) }).filter(([name]) => known.has(name));
    const fields: Fields = Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
    if (isHidden) delete fields.correlation_id;
    if (fields.short_description !== undefined) fields.short_description = fields.short_description.slice(0, 160);
    if (fields.description !== undefined) fields.description = fields.description.slice(0, 4_000);
    return fields;
  };

  const create = (body: unknown): ImitatedAnswer => {
    const incident = open(written(body));
    const location = `https://instance.servicenow.com/api/now/table/incident/${incident.sys_id}`;
    return { status: 201, headers: { location }, body: { result: show(incident) } };
  };

  const change = (incident: Fields, body: unknown): ImitatedAnswer => {
    const { work_notes, ...fields } = written(body);
    const next = { ...incident, ...fields };
    if (["6", "7"].includes(next.state!) && (next.close_code === "" || next.close_notes === "")) {
      const missing = "Data Policy Exception: Resolution code, Resolution notes are mandatory";
      return error(403, "Operation Failed", missing);
    }
    if (isForbidden && next.state === "6") {
      return error(
        403,
        "Operation Failed",
        "Operation against file 'incident' was aborted by Business Rule 'No resolve'",
      );
    }
    Object.assign(incident, fields);
    const notes = JSON.parse(incident.notes!) as string[];
    const said = [work_notes, fields.close_notes].filter((note) => note !== undefined);
    incident.notes = JSON.stringify([...notes, ...said]);
    return { status: 200, body: { result: show(incident) } };
  };

  const keep = () => {
    const kept = structuredClone(incidents);
    return () => {
      incidents = kept;
    };
  };
  const byId = (id: string) => {
    const incident = incidents.find(({ sys_id }) => sys_id === id);
    if (incident === undefined) throw new Error(`the imitation has no incident ${id}`);
    return incident;
  };
  const imitation = await startImitation({ answer, keep });
  return {
    ...imitation,
    tickets: () =>
      incidents.map(({ sys_id, short_description = "", description = "", state, notes = "[]" }) => ({
        id: sys_id!,
        title: short_description,
        text: description,
        isClosed: ["6", "7", "8"].includes(state!),
        comments: JSON.parse(notes) as string[],
      })),
    fields: (id) => byId(id),
    double: (id) => void open(structuredClone(byId(id))),
    closeByHand: (id) => {
      byId(id).state = "7";
    },
    remove: (id) => {
      incidents = incidents.filter(({ sys_id }) => sys_id !== id);
    },
    hideCorrelation: (hidden) => {
      isHidden = hidden;
    },
    forbidResolving: (forbidden) => {
      isForbidden = forbidden;
    },
  };
}

function error(status: number, message: string, detail: string): ImitatedAnswer {
  return { status, body: { error: { message, detail }, status: "failure" } };
}
