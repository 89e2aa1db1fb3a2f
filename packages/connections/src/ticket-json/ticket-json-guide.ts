import type { KindGuide } from "../kind-guide.ts";

export const ticketJsonGuide: KindGuide = {
  about: "Any ticket desk with an API that speaks JSON: each call is a template of your own.",
  credentials: [
    "Make a user of its own for Signalbox at the desk, and a token for it.",
    "Sign in by bearer token, by user name and password, by a header of the desk's own, or by OAuth 2 client credentials.",
    "Where calls must be signed, give signature and secret: an HMAC of the body is sent in a header.",
  ],
  rights: "Creating, reading, commenting on and closing tickets in one queue.",
  traps: [
    "Without `find` nobody can tell whether a ticket was opened when its answer is lost: a person decides then (grade C).",
    "Many desks take no notice of an unknown filter and return all tickets: give `find.reference`, so that a hit counts only with our reference.",
    "A search that answers 404 where it finds nothing needs `absent: [404]` in `find`; without it a 404 counts as a wrong path, unless the path itself holds the reference.",
    "Without `read`, closing is believed by its status code alone.",
    "Without `reopen` an incident that comes back gets a new ticket: `{{ obligation.previousId }}` and `{{ obligation.previousUrl }}` name the old one.",
    "Some desks refuse with a 2xx: `accepted` is a condition that must be true of the answer.",
  ],
  example: {
    baseUrl: "https://desk.example.test/api",
    auth: { bearer: { env: "DESK_TOKEN" } },
    ticket: {
      create: {
        path: "/tickets",
        body: { title: "{{ incident.title }}", ref: "{{ obligation.reference }}", priority: "{{ action.priority }}" },
        id: "$.id",
      },
      find: { path: "/tickets?ref={{ obligation.reference }}", id: "$.items[*].id", reference: "$.items[*].ref" },
      close: {
        path: "/tickets/{{ obligation.externalId }}",
        body: { status: "closed", note: "{{ resolution.note }}" },
      },
      read: { path: "/tickets/{{ obligation.externalId }}", closed: 'answer.status == "closed"' },
    },
  },
};
