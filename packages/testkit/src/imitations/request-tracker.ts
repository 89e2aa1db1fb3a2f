import { type ImitatedAnswer, type ImitatedCall, startImitation } from "./imitation-server.ts";
import type { TicketImitation } from "./ticket-imitation.ts";

// Written from https://docs.bestpractical.com/rt/5.0.5/RT/REST2.html and, for refusals, from what RT 5.0.3 answered.

interface RtTicket {
  id: number;
  Queue: string;
  Subject: string;
  Content: string;
  Status: string;
  Owner: string;
  Priority: unknown;
  comments: string[];
}

const statuses = ["new", "open", "stalled", "resolved", "rejected", "deleted"];
const token = "1-14-0123456789abcdef0123456789abcdef";

/** What a connection to the imitation needs. */
export const requestTrackerAccess = { token, queue: "Ops" };

export async function startRequestTracker(): Promise<
  TicketImitation & { denyStatusChanges(isDenied: boolean): void; addTicket(subject: string): string }
> {
  let tickets: RtTicket[] = [];
  let last = 19;
  let isDenied = false;

  const open = (fields: Partial<RtTicket>): RtTicket => {
    last += 1;
    const ticket: RtTicket = {
      id: last,
      Queue: "Ops",
      Subject: "",
      Content: "",
      Status: "new",
      Owner: "Nobody",
      Priority: 0,
      comments: [],
      ...fields,
    };
    tickets.push(ticket);
    return ticket;
  };
  const setStatus = (ticket: RtTicket, status: string): string => {
    if (isDenied) return "Permission Denied";
    if (!statuses.includes(status)) return `Status '${status}' isn't a valid status for tickets in this queue.`;
    if (ticket.Status === status) return "That is already the current value";
    const before = ticket.Status;
    ticket.Status = status;
    return `Status changed from '${before}' to '${status}'`;
  };

  const answer = (call: ImitatedCall): ImitatedAnswer => {
    if (/Mozilla/.test(call.headers["user-agent"] ?? "") && call.headers.authorization !== `token ${token}`) {
      return { status: 302, headers: { location: "/" }, body: "Login required" };
    }
    if (call.headers.authorization !== `token ${token}`) return { status: 401, body: "Authorization required" };
    const path = call.path.replace(/^\/REST\/2\.0/, "");
    if (path === call.path) return { status: 404, body: { message: "Not Found" } };
    if (call.method === "GET" && path.startsWith("/queue/")) return showQueue(decodeURIComponent(path.slice(7)));
    if (call.method === "POST" && path === "/ticket") return create(call);
    if (call.method === "GET" && path === "/tickets") return search(call);
    const [, id, verb] = /^\/ticket\/(\d+)(?:\/(comment|correspond))?$/.exec(path) ?? [];
    const ticket = tickets.find((one) => one.id === Number(id));
    if (ticket === undefined) return { status: 404, body: { message: "Not Found" } };
    if (call.method === "GET" && verb === undefined) {
      const { comments: _comments, Content: _content, Queue: _queue, ...shown } = ticket;
      return { status: 200, body: { ...shown, Queue: { id: "3", type: "queue" }, Type: "ticket" } };
    }
    if (call.method === "POST" && verb !== undefined) return comment(call, ticket);
    if (call.method === "PUT" && verb === undefined) return put(call, ticket);
    return { status: 405, body: { message: "Method Not Allowed" } };
  };

  const showQueue = (name: string): ImitatedAnswer =>
    name === "Ops"
      ? {
          status: 200,
          body: {
            id: 3,
            Name: "Ops",
            Lifecycle: "default",
            _hyperlinks: [{ ref: "create", type: "ticket", _url: "/REST/2.0/ticket?Queue=3" }],
          },
        }
      : { status: 404, body: { message: "Not Found" } };

  const create = (call: ImitatedCall): ImitatedAnswer => {
    if (call.headers["content-type"] !== "application/json") return unsupported;
    const fields = call.json as Record<string, string> | undefined;
    if (fields === undefined) return { status: 400, body: { message: "malformed JSON string" } };
    if (!fields.Queue) return { status: 400, body: { message: "Could not create ticket. Queue not set" } };
    if (fields.Queue !== "Ops") {
      const message = `No permission to create tickets in the queue '${fields.Queue}'`;
      return { status: 403, body: { message } };
    }
    const { Subject = "", Content = "", Owner = "Nobody", Priority = "0" } = fields;
    // The column holds 200 characters; the rest is cut without a word.
    const { id } = open({ Subject: Subject.slice(0, 200), Content, Owner, Priority });
    const _url = `http://rt.example.test/REST/2.0/ticket/${id}`;
    return { status: 201, headers: { location: `/ticket/${id}` }, body: { id: String(id), type: "ticket", _url } };
  };

  const search = (call: ImitatedCall): ImitatedAnswer => {
    const found = ask(tickets, call.query.get("query") ?? "");
    if (found === null) return { status: 400, body: { message: "Wrong query" } };
    const fields = (call.query.get("fields") ?? "").split(",");
    const items = found.map(({ id, ...ticket }) => ({
      id: String(id),
      type: "ticket",
      _url: `http://rt.example.test/REST/2.0/ticket/${id}`,
      ...(fields.includes("Subject") ? { Subject: ticket.Subject } : {}),
      ...(fields.includes("Status") ? { Status: ticket.Status } : {}),
    }));
    return { status: 200, body: { count: items.length, total: items.length, per_page: 20, page: 1, items } };
  };

  const comment = (call: ImitatedCall, ticket: RtTicket): ImitatedAnswer => {
    if (call.headers["content-type"] !== "application/json") return unsupported;
    const fields = (call.json ?? {}) as { Content?: string; ContentType?: string; Status?: string };
    if (fields.Content && !fields.ContentType) {
      return { status: 400, body: { message: "ContentType is a required field for application/json" } };
    }
    ticket.comments.push(fields.Content ?? "");
    const texts = ["Comments added"];
    if (fields.Status !== undefined) texts.push(setStatus(ticket, fields.Status));
    return { status: 201, headers: { location: "/transaction/7" }, body: texts };
  };

  const put = (call: ImitatedCall, ticket: RtTicket): ImitatedAnswer => {
    const { Status } = (call.json ?? {}) as { Status?: string };
    if (Status === undefined || Status === ticket.Status) return { status: 200, body: [] };
    return { status: 200, body: [`Ticket ${ticket.id}: ${setStatus(ticket, Status)}`] };
  };

  const keep = () => {
    const kept = structuredClone(tickets);
    return () => {
      tickets = kept;
    };
  };
  const byId = (id: string) => {
    const ticket = tickets.find((one) => String(one.id) === id);
    if (ticket === undefined) throw new Error(`the imitation has no ticket ${id}`);
    return ticket;
  };
  const imitation = await startImitation({ answer, keep });
  return {
    ...imitation,
    tickets: () =>
      tickets.map(({ id, Subject, Content, Status, comments }) => ({
        id: String(id),
        title: Subject,
        text: Content,
        isClosed: Status === "resolved",
        comments,
      })),
    double: (id) => void open({ ...structuredClone(byId(id)), id: last + 1 }),
    closeByHand: (id) => {
      byId(id).Status = "resolved";
    },
    remove: (id) => {
      tickets = tickets.filter((one) => String(one.id) !== id);
    },
    denyStatusChanges: (denied) => {
      isDenied = denied;
    },
    addTicket: (Subject) => String(open({ Subject }).id),
  };
}

const unsupported: ImitatedAnswer = { status: 415, body: { message: "Unsupported Media Type" } };

/** As much of TicketSQL as is asked here. An unescaped quote ends a string, and what follows is read as more of the query:
 *  then `OR` finds every ticket, as in the real one. */
function ask(tickets: readonly RtTicket[], query: string): RtTicket[] | null {
  const string = String.raw`'((?:[^'\\]|\\.)*)'`;
  const match = new RegExp(`^Queue = ${string} AND Subject LIKE ${string}(.*)$`, "s").exec(query);
  if (match === null) return null;
  const [queue, subject] = [match[1]!, match[2]!].map((text) => text.replaceAll(/\\(.)/g, "$1"));
  if (/^\s*OR\b/i.test(match[3]!)) return [...tickets];
  if (match[3]!.trim() !== "") return null;
  return tickets.filter(
    (one) =>
      one.Queue === queue && one.Subject.toLowerCase().includes(subject!.toLowerCase()) && one.Status !== "deleted",
  );
}
