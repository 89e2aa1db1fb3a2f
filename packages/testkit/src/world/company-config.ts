import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";

type Entry = Record<string, unknown> & { key: string };
type Company = Record<string, unknown> & {
  components: (Entry & { monitors: { source: string; match: string }[] })[];
  sources: Entry[];
  connections: Entry[];
};

const example = new URL("../../../../examples/company.yaml", import.meta.url);

/** Names and values of what the example company takes from variables. */
export const companySecrets = {
  ANYPING_HOOK_TOKEN: "sbxh_of-the-tests-anyping-00000000000000",
  ANYPING_WEBHOOK_SECRET: "anyping-secret-of-the-tests",
  ALERTMANAGER_HOOK_TOKEN: "sbxh_of-the-tests-alertmanager-000000000",
  ALERTMANAGER_SECRET: "alertmanager-secret-of-the-tests",
};

/** The example company with the practice desk at another port and an Alertmanager of its own, and without what
 *  depends on today's date or on somebody who acknowledges: windows, contracts, examples of rules, expected test events,
 *  escalation. */
export function companyConfig(options: { deskUrl: string; timeout?: string }): string {
  const company = parse(readFileSync(example, "utf8")) as Company;
  for (const part of ["maintenance", "customers", "tests"]) delete company[part];
  for (const connection of company.connections) {
    for (const place of ["baseUrl", "url"]) {
      const url = connection[place];
      if (typeof url === "string") connection[place] = url.replace("http://127.0.0.1:9100", options.deskUrl);
    }
    connection.timeout = options.timeout ?? "2s";
  }
  for (const source of company.sources) delete source.expectTestEvery;
  company.sources.push({
    key: "alertmanager",
    sender: "alertmanager",
    token: { env: "ALERTMANAGER_HOOK_TOKEN" },
    secrets: [{ env: "ALERTMANAGER_SECRET" }],
  } as Entry);
  company.components[0]!.monitors.push({ source: "alertmanager", match: "Checkout*" });
  return stringify(company).replace(/^\s*escalateAfter:.*\n/gm, "");
}
