import { z } from "zod";
import type { HttpKind } from "../connection-kind.ts";
import { planAsk } from "../shared/ask-by-path.ts";
import { askOnly } from "../shared/ask-only.ts";
import { baseUrlText, commonFields, joinUrl, timeoutMsOf } from "../shared/common-config.ts";
import { secretPlace } from "../shared/connection-auth.ts";
import { interpretStatus } from "../shared/interpret-status.ts";
import { interpretTestStatus, readTestObject, trouble } from "../shared/interpret-test-status.ts";
import { jsonRequest } from "../shared/json-request.ts";
import { grafanaOncallForm, grafanaOncallGuide } from "./grafana-oncall-guide.ts";
import { asksForShifts, daysAround, interpretOncall } from "./shift-now.ts";

const configSchema = z.strictObject({
  baseUrl: baseUrlText,
  token: secretPlace,
  /** The stack, which a service account token needs beside itself. */
  grafanaUrl: baseUrlText.exactOptional(),
  ...commonFields,
});
export type GrafanaOncallConfig = z.infer<typeof configSchema>;

/** Who is on call by a schedule of Grafana OnCall. It carries out nothing. */
export const grafanaOncall: HttpKind<GrafanaOncallConfig> = {
  ...askOnly,
  key: "grafana-oncall",
  name: "Grafana OnCall (look-up)",
  guide: grafanaOncallGuide,
  proof: {
    status: "published-sample",
    source: "https://grafana.com/docs/oncall/latest/oncall-api-reference/schedules/",
    version: "v1",
  },
  configSchema,
  form: grafanaOncallForm,
  secretFields: () => ["token"],
  timeoutMs: timeoutMsOf,
  defaultRate: { calls: 300, perSeconds: 300 },
  authorise: (request, { config }, secrets) => ({
    ...request,
    headers: {
      ...request.headers,
      authorization: secrets.token ?? "",
      ...(config.grafanaUrl === undefined ? {} : { "x-grafana-url": config.grafanaUrl }),
    },
  }),
  interpret: (_step, answer, input) => ({
    step: "done",
    result: interpretStatus(answer, input.now) ?? { outcome: "delivered" },
  }),
  planTest: ({ baseUrl }) => ({
    outcome: "planned",
    calls: [{ asks: "credentials", request: jsonRequest("GET", joinUrl(baseUrl, "/api/v1/schedules/")) }],
  }),
  interpretTest(answer) {
    const verdict = interpretTestStatus(answer, "there is no Grafana OnCall at this address");
    if (verdict !== null) return verdict;
    const read = readTestObject(answer);
    if ("verdict" in read) return read.verdict;
    if (!Array.isArray(read.body.results)) return trouble("wrong-answer", "What answers is not Grafana OnCall's API.");
    const names = read.body.results.flatMap((one: { id?: unknown; name?: unknown }) =>
      typeof one?.id === "string" && typeof one.name === "string" ? [`${one.name} (${one.id})`] : [],
    );
    const which = names.length === 0 ? "It sees no schedule." : `It sees ${names.slice(0, 10).join(", ")}.`;
    return { verdict: "ok", sentence: `The key is valid. ${which}` };
  },
  lookUp: {
    example: { path: "/api/v1/schedules/SBM7DV7BKFUYU/final_shifts", select: "$.user_email" },
    plan(query, config, now) {
      const path = asksForShifts(query.path) ? `${query.path}?${daysAround(now)}` : query.path;
      return planAsk(config.baseUrl, { ...query, path });
    },
    interpret: interpretOncall,
  },
};
