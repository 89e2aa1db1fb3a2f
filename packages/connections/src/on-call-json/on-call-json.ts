import { z } from "zod";
import type { HttpKind } from "../connection-kind.ts";
import { interpretAsked, planAsk } from "../shared/ask-by-path.ts";
import { askOnly } from "../shared/ask-only.ts";
import { baseUrlText, commonFields, joinUrl, timeoutField, timeoutMsOf } from "../shared/common-config.ts";
import { addAuth, authField, authSecretFields, connectionAuth, tokenClient } from "../shared/connection-auth.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { interpretTestStatus } from "../shared/interpret-test-status.ts";

const configSchema = z.strictObject({
  baseUrl: baseUrlText,
  auth: connectionAuth.exactOptional(),
  ...commonFields,
});
export type OnCallJsonConfig = z.infer<typeof configSchema>;

/** A data source that answers JSON by GET: who is on call, a CMDB. It carries out nothing. */
export const onCallJson: HttpKind<OnCallJsonConfig> = {
  ...askOnly,
  key: "on-call-json",
  name: "On-call look-up by JSON",
  guide: {
    about:
      "Any system that answers by GET, as JSON, who is on call. A team names the path and what to take of the answer.",
    credentials: [
      "Make a token or an OAuth 2 client that may only read; where the system needs none, leave the sign-in out.",
    ],
    rights: "Reading the rota.",
    traps: ["An answer that is empty, or no JSON, counts as none: the last good one holds, then the team's fallback."],
    example: { baseUrl: "https://rota.example.test", auth: { bearer: { env: "ROTA_TOKEN" } } },
  },
  proof: { status: "unproven", source: "https://www.rfc-editor.org/rfc/rfc8259", version: null },
  configSchema,
  form: [
    {
      path: "baseUrl",
      label: "Base URL",
      help: "What all paths begin with. The path itself stands with the team.",
      type: "url",
      required: true,
      placeholder: "https://rota.example.test",
    },
    authField,
    timeoutField,
  ],
  secretFields: (config) => authSecretFields(config.auth),
  tokenClient: ({ auth }) => tokenClient(auth),
  timeoutMs: timeoutMsOf,
  authorise: (request, input, secrets) => addAuth(request, input.config.auth, secrets),
  interpret: (_step, answer, input) => ({
    step: "done",
    result: interpretStatus(answer, input.now) ?? { outcome: "delivered" },
  }),
  planTest: ({ baseUrl }) => ({
    outcome: "planned",
    calls: [
      {
        asks: "address",
        request: { method: "GET", url: joinUrl(baseUrl, "/"), headers: { accept: "application/json" }, body: null },
      },
    ],
  }),
  interpretTest(answer) {
    const verdict = interpretTestStatus(answer);
    const isReached = verdict?.verdict === "trouble" && verdict.trouble === "wrong-path";
    return verdict === null || isReached
      ? { verdict: "ok", sentence: "It can be reached. Whether a path is right shows with the team that asks by it." }
      : verdict;
  },
  lookUp: {
    example: { path: "/current?team=payments", select: "$.email" },
    plan: (query, config) => planAsk(config.baseUrl, query),
    interpret: interpretAsked,
  },
};
