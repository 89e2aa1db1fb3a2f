import { type ImitatedAnswer, type ImitatedCall, type Imitation, startImitation } from "./imitation-server.ts";

// Written from https://github.com/osTicket/osTicket (1.18): setup/doc/api.md, setup/doc/api/tickets.md, include/class.api.php,
// include/api.tickets.php and include/class.format.php (data URLs).

interface OsticketTicket {
  number: string;
  subject: string;
  message: string;
  isHtml: boolean;
  email: string;
  priority: unknown;
  topicId: unknown;
  autorespond: boolean;
}

export interface OsticketImitation extends Imitation {
  tickets(): readonly OsticketTicket[];
  /** Others may not open tickets: a filter, or too many that are open. */
  denyTickets(isDenied: boolean): void;
  /** The key holds for another address. */
  moveKey(isMoved: boolean): void;
}

const apiKey = "BA00B76BAA30F62E1940B46CC1C3C73C";

/** What a connection to the imitation needs. */
export const osticketAccess = { apiKey };

/** Its API opens tickets and does nothing else, and speaks plain text. */
export async function startOsticket(): Promise<OsticketImitation> {
  let tickets: OsticketTicket[] = [];
  let isDenied = false;
  let isMoved = false;

  const answer = ({ method, path, headers, json }: ImitatedCall): ImitatedAnswer => {
    if (method !== "POST" || path !== "/api/tickets.json") return text(404, "URL not supported");
    if (headers["x-api-key"] !== apiKey) return text(401, "Valid API key required");
    if (isMoved) return text(401, "API key not found/active or source IP not authorized");
    const fields = { ...(json as Record<string, unknown>) };
    if (Object.keys(fields).length === 0) return text(400, "");
    if (isDenied)
      return text(403, `Ticket denied: ${String(fields.email)}\n\nThis help desk is for use by authorized users only`);
    const missing = ["name", "email", "subject", "message"].filter((name) => !fields[name]);
    if (missing.length > 0) return text(500, `Unable to create new ticket :${missing.join("\n")} is a required field`);
    const number = String(123_456 + tickets.length);
    tickets.push({
      number,
      subject: String(fields.subject),
      ...readMessage(String(fields.message)),
      email: String(fields.email),
      priority: fields.priority,
      topicId: fields.topicId,
      autorespond: fields.autorespond !== false,
    });
    return text(201, number);
  };

  const imitation = await startImitation({
    answer,
    keep: () => {
      const kept = [...tickets];
      return () => {
        tickets = kept;
      };
    },
  });
  return {
    ...imitation,
    tickets: () => tickets,
    denyTickets: (denied) => {
      isDenied = denied;
    },
    moveKey: (moved) => {
      isMoved = moved;
    },
  };
}

// As a data URL a message may say that it is HTML; all else is plain text.
function readMessage(message: string): { message: string; isHtml: boolean } {
  const [, type, contents] = /^data:([^;,]*)[^,]*,(.*)$/s.exec(message) ?? [];
  return type === undefined ? { message, isHtml: false } : { message: contents!, isHtml: type === "text/html" };
}

function text(status: number, body: string): ImitatedAnswer {
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, body };
}
