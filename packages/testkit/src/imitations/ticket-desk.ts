import { type ImitatedAnswer, type ImitatedCall, startImitation } from "./imitation-server.ts";
import type { TicketImitation } from "./ticket-imitation.ts";

interface DeskTicket {
  id: number;
  ref: string;
  title: string;
  status: "open" | "closed";
  notes: string[];
  key: string | null;
}

const token = "desk-token-of-an-imitation";

/** What a connection to the imitation needs. */
export const ticketDeskAccess = { token };

/** A ticket desk as anybody may have written one: JSON, bearer token, a list by reference. */
export async function startTicketDesk(): Promise<TicketImitation & { honourIdempotencyKeys(isOn: boolean): void }> {
  let tickets: DeskTicket[] = [];
  let last = 0;
  let honoursKeys = false;

  const show = ({ key: _key, ...ticket }: DeskTicket) => ticket;
  const answer = (call: ImitatedCall): ImitatedAnswer => {
    if (call.headers.authorization !== `Bearer ${token}`) return { status: 401, body: { error: "unknown token" } };
    if (call.method !== "GET" && call.headers["content-type"] !== "application/json") return { status: 415 };
    if (call.path === "/tickets" && call.method === "POST") return create(call);
    if (call.path === "/tickets" && call.method === "GET") {
      const items = tickets.filter((ticket) => ticket.ref === call.query.get("ref")).map(show);
      return { status: 200, body: { items } };
    }
    const [, id, tail] = /^\/tickets\/(\d+)(\/notes)?$/.exec(call.path) ?? [];
    const ticket = tickets.find((one) => one.id === Number(id));
    if (ticket === undefined) return { status: 404, body: { error: "no such ticket" } };
    if (call.method === "GET") return { status: 200, body: show(ticket) };
    const { status, note } = (call.json ?? {}) as { status?: unknown; note?: unknown };
    if (typeof note === "string") ticket.notes.push(note);
    if (tail === undefined && (status === "open" || status === "closed")) ticket.status = status;
    return { status: 200, body: show(ticket) };
  };

  const create = (call: ImitatedCall): ImitatedAnswer => {
    const { title, ref } = (call.json ?? {}) as { title?: unknown; ref?: unknown };
    if (typeof title !== "string" || title === "") return { status: 422, body: { error: "title is missing" } };
    const key = call.headers["idempotency-key"] ?? null;
    const known = honoursKeys ? tickets.find((ticket) => ticket.key === key) : undefined;
    if (known !== undefined) return { status: 200, body: show(known) };
    last += 1;
    const ticket: DeskTicket = { id: last, ref: String(ref ?? ""), title, status: "open", notes: [], key };
    tickets.push(ticket);
    return { status: 201, headers: { location: `/tickets/${ticket.id}` }, body: show(ticket) };
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
      tickets.map(({ id, ref, title, status, notes }) => ({
        id: String(id),
        title,
        text: ref,
        isClosed: status === "closed",
        comments: notes,
      })),
    double: (id) => {
      last += 1;
      tickets.push({ ...structuredClone(byId(id)), id: last });
    },
    closeByHand: (id) => {
      byId(id).status = "closed";
    },
    remove: (id) => {
      tickets = tickets.filter((one) => String(one.id) !== id);
    },
    honourIdempotencyKeys: (isOn) => {
      honoursKeys = isOn;
    },
  };
}
