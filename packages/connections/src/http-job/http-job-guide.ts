import type { KindGuide } from "../kind-guide.ts";

export const httpJobGuide: KindGuide = {
  about:
    "Known fixes of any automation server: one request starts a run and answers with its id, another tells by that id how far it is, until it has ended. What it prints is read along.",
  credentials: [
    "Make a user of its own for Signalbox there that may start these jobs and nothing else.",
    "Sign in by bearer token, by user name and password, by a header of the server's own, or by OAuth 2 client credentials.",
  ],
  rights: "Starting the named jobs, and reading their runs.",
  traps: [
    "The start must answer at once, with an id: a server that answers only when the job has ended runs into the time limit, and then nobody knows how it ended.",
    "A start whose answer got lost is never repeated, also where the server honours the header Idempotency-Key: somebody looks there whether it runs.",
    "`done` and `ok` are conditions on the answer of `poll`: `ok` is asked once `done` is true. A 404 to a poll is left to a person.",
    "`{{ action.arguments.name }}` alone in its place of a body keeps a number a number; inside other text it becomes text.",
    "The yes binds the request, not what the server makes of it: let few people change these jobs there.",
  ],
  example: {
    baseUrl: "https://automation.example.test/api",
    auth: { bearer: { env: "AUTOMATION_TOKEN" } },
    start: {
      path: "/jobs/{{ action.target }}/runs",
      body: { host: "{{ action.arguments.host }}", reference: "{{ obligation.reference }}" },
      id: "$.id",
      url: "$.page",
    },
    poll: {
      path: "/runs/{{ obligation.externalId }}",
      done: 'answer.state != "running"',
      ok: 'answer.state == "succeeded"',
    },
    log: { path: "/runs/{{ obligation.externalId }}/log" },
    runbooks: [
      {
        key: "restart-checkout",
        target: "restart-service",
        destructive: true,
        parameters: { host: { type: "choice", of: ["checkout-1", "checkout-2"], default: "checkout-1" } },
      },
    ],
  },
};
