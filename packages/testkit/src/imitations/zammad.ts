import { type ImitatedAnswer, type ImitatedCall, startImitation } from "./imitation-server.ts";
import { judgeFields } from "./judge-fields.ts";
import type { TicketImitation } from "./ticket-imitation.ts";

// Written from https://docs.zammad.org/en/latest/api/ticket/index.html, …/api/intro.html (search) and, for what is refused or
// cut, from https://github.com/zammad/zammad: tickets_controller.rb, can_search.rb, handles_errors.rb, spec/requests/ticket_spec.rb.

interface ZammadTicket {
  id: number;
  number: string;
  title: string;
  state: string;
  priority: string;
  owner: string;
  articles: { body: string; internal: boolean }[];
}

const token = "Tt3sAcCeSsToKeN_of_imitation_0000000000000000000000";
const states = [
  { id: 1, name: "new", state_type: "new", active: true },
  { id: 2, name: "open", state_type: "open", active: true },
  { id: 4, name: "closed", state_type: "closed", active: true },
  { id: 5, name: "merged", state_type: "merged", active: true },
  { id: 7, name: "pending close", state_type: "pending action", active: true },
];
const priorities = ["1 low", "2 normal", "3 high"];
const articleFields = { body: "text", subject: "text", type: "text", content_type: "text", internal: "flag" } as const;

/** What a connection to the imitation needs. */
export const zammadAccess = { token, group: "Operations" };

export async function startZammad(): Promise<
  TicketImitation & {
    /** The search index has nothing of the last minutes. */
    stopIndexing(isStopped: boolean): void;
    /** A field that must be filled before a ticket is closed. */
    demandField(name: string | null): void;
    takeGroupAway(isAway: boolean): void;
    articles(id: string): readonly { body: string; internal: boolean }[];
    addTicket(title: string): string;
  }
> {
  let tickets: ZammadTicket[] = [];
  let last = 18;
  let isIndexed = true;
  let demanded: string | null = null;
  let hasGroup = true;

  const open = (fields: Partial<ZammadTicket>): ZammadTicket => {
    last += 1;
    const ticket: ZammadTicket = {
      title: "",
      state: "new",
      priority: "2 normal",
      owner: "-",
      articles: [],
      ...fields,
      id: last,
      number: `22${String(last).padStart(3, "0")}`,
    };
    tickets.push(ticket);
    return ticket;
  };
  const show = ({ articles, state, ...ticket }: ZammadTicket, isExpanded: boolean) => ({
    ...ticket,
    state_id: states.find(({ name }) => name === state)?.id,
    article_count: articles.length,
    ...(isExpanded ? { state, group: "Operations" } : {}),
  });

  const answer = (call: ImitatedCall): ImitatedAnswer => {
    if (call.headers.authorization !== `Token token=${token}`) return error(401, "Can't find User for Token");
    if (call.method !== "GET" && call.headers["content-type"] !== "application/json") return error(422, "not JSON");
    const path = call.path.replace(/^\/api\/v1(?=\/)/, "");
    if (path === call.path) return error(404, "No route matches");
    const isExpanded = call.query.get("expand") === "true";
    if (call.method === "GET" && path === "/users/me") {
      return { status: 200, body: { id: 3, login: "signalbox", groups: hasGroup ? { Operations: ["full"] } : {} } };
    }
    if (call.method === "GET" && path === "/ticket_states") return { status: 200, body: states };
    if (path === "/tickets/search") return search(call, isExpanded);
    if (call.method === "POST" && path === "/tickets") return create(call.json);
    const ticket = tickets.find((one) => path === `/tickets/${one.id}`);
    if (ticket === undefined) return error(404, "No such object!");
    if (call.method === "GET") return { status: 200, body: show(ticket, isExpanded) };
    return call.method === "PUT" ? change(ticket, call.json) : error(404, "No route matches");
  };

  // A query asks the search index, a condition the database.
  const search = (call: ImitatedCall, isExpanded: boolean): ImitatedAnswer => {
    const { condition } = (call.json ?? {}) as { condition?: Record<string, { operator: string; value: string }> };
    const query = call.query.get("query");
    const { operator, value } = condition?.["ticket.title"] ?? {};
    if (query === null && (operator !== "contains" || !value)) return error(500, "Invalid condition");
    const wanted = (query ?? value ?? "").toLowerCase();
    const found = query !== null && !isIndexed ? [] : tickets.filter((one) => one.title.toLowerCase().includes(wanted));
    const sorted = call.query.get("order_by") === "asc" ? found : found.toReversed();
    const shown = sorted.slice(0, Number(call.query.get("per_page") ?? 50));
    if (!isExpanded) return { status: 200, body: { tickets: shown.map(({ id }) => id), tickets_count: shown.length } };
    return { status: 200, body: shown.map((ticket) => show(ticket, true)) };
  };

  const create = (body: unknown): ImitatedAnswer => {
    const { article, priority = "2 normal", owner = "-", ...fields } = { ...(body as Record<string, unknown>) };
    if (fields.group !== "Operations")
      return error(422, `No lookup value found for 'group': "${String(fields.group)}"`);
    if (!hasGroup) return error(403, "Not authorized");
    if (!/^guess:\S+@\S+$/.test(String(fields.customer_id))) return error(422, "Attribute 'customer_id' required!");
    if (!priorities.includes(String(priority)))
      return error(422, `No lookup value found for 'priority': "${String(priority)}"`);
    const problem = judgeFields(article, articleFields, ["body", "type"]);
    if (problem !== null) return error(422, problem);
    // The column holds 250 characters; the rest is cut without a word.
    const title = String(fields.title).replaceAll(/\s/g, " ").slice(0, 250);
    const ticket = open({ title, priority: String(priority), owner: String(owner), articles: [article as never] });
    return { status: 201, body: show(ticket, false) };
  };

  const change = (ticket: ZammadTicket, body: unknown): ImitatedAnswer => {
    const { article, state, ...fields } = { ...(body as Record<string, unknown>) };
    if (state !== undefined && !states.some(({ name }) => name === state)) {
      return error(422, `No lookup value found for 'state': "${String(state)}"`);
    }
    if (state === "closed" && demanded !== null && fields[demanded] === undefined) {
      return error(422, `Missing required value for field '${demanded}'!`);
    }
    const problem = article === undefined ? null : judgeFields(article, articleFields, ["body", "type"]);
    if (problem !== null) return error(422, problem);
    if (typeof state === "string") ticket.state = state;
    if (article !== undefined) ticket.articles.push(article as never);
    return { status: 200, body: show(ticket, false) };
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
      tickets.map(({ id, title, state, articles }) => ({
        id: String(id),
        title,
        text: articles[0]?.body ?? "",
        isClosed: state === "closed" || state === "merged",
        comments: articles.slice(1).map(({ body }) => body),
      })),
    articles: (id) => byId(id).articles,
    double: (id) => void open(structuredClone(byId(id))),
    closeByHand: (id) => {
      byId(id).state = "closed";
    },
    remove: (id) => {
      tickets = tickets.filter((one) => String(one.id) !== id);
    },
    stopIndexing: (isStopped) => {
      isIndexed = !isStopped;
    },
    demandField: (name) => {
      demanded = name;
    },
    takeGroupAway: (isAway) => {
      hasGroup = !isAway;
    },
    addTicket: (title) => String(open({ title }).id),
  };
}

function error(status: number, message: string): ImitatedAnswer {
  return { status, body: { error: message, error_human: message } };
}
