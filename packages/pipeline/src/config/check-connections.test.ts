import { connectionKinds } from "@signalbox/connections";
import { checkConfig, printConfig } from "@signalbox/contract";
import { compileRuleSet } from "@signalbox/core";
import { describe, expect, it } from "vitest";
import { knownWorld } from "./known-world.ts";

const options = { compileRuleSet, world: knownWorld() };

function fileWith(kind: string, config: object): string {
  // JSON is YAML.
  return JSON.stringify({ version: 1, connections: [{ key: "it", name: "It", kind, ...config }] });
}

function exampleOf(key: string): Record<string, unknown> {
  return connectionKinds.find((kind) => kind.key === key)!.guide.example as Record<string, unknown>;
}

describe("connections in the config file", () => {
  it.each(connectionKinds.map((kind) => kind.key))("takes the example of %s, and prints it as it was", (key) => {
    const checked = checkConfig(fileWith(key, exampleOf(key)), options);
    expect(checked.problems).toEqual([]);
    const printed = checkConfig(printConfig(checked.document!), options);
    expect(printed.document).toEqual(checked.document);
    expect(printed.document?.connections).toEqual([{ key: "it", name: "It", kind: key, ...exampleOf(key) }]);
  });

  it.each<[kind: string, what: string, change: object, path: string, message: RegExp]>([
    [
      "request-tracker",
      "an address with a query",
      { baseUrl: "https://rt.example.test/?a=1" },
      "baseUrl",
      /begins with https/,
    ],
    ["request-tracker", "a queue with a slash", { queue: "a/b" }, "queue", /without \//],
    [
      "request-tracker",
      "two ways of signing in",
      { auth: { basic: { username: "a", password: { env: "B" } } } },
      "",
      /either token/,
    ],
    ["request-tracker", "a token in clear", { token: "1-14-abc" }, "token", /\{env: NAME\}/],
    [
      "request-tracker",
      "a variable that is none",
      { token: { env: "RT TOKEN" } },
      "token.env",
      /letters, digits and _/,
    ],
    ["redmine", "a project by its name", { project: "My Project" }, "project", /identifier/],
    ["redmine", "a status by its name", { closedStatus: "Closed" }, "closedStatus", /write a (whole )?number here/],
    ["redmine", "a template with a typo", { fields: { x: "{{ componet.name }}" } }, "fields.x", /componet/],
    [
      "github-issues",
      "a repository by its address",
      { repository: "https://github.com/a/b" },
      "repository",
      /owner\/name/,
    ],
    ["github-issues", "a repository that climbs", { repository: "acme/.." }, "repository", /owner\/name/],
    ["gitlab-issues", "a project without its group", { project: "operations" }, "project", /group\/name/],
    [
      "github-issues",
      "one label instead of a list",
      { labels: "incident" },
      "labels",
      /write a list such as \[a, b\] here/,
    ],
    ["redmine", "a number for a word", { baseUrl: 5 }, "baseUrl", /write a text here: "5", in quotes/],
    ["redmine", "a tracker of zero", { tracker: 0 }, "tracker", /at least 1/],
    ["gitlab-issues", "a label with a comma", { labels: ["a,b"] }, "labels[0]", /no comma/],
    ["ticket-json", "a signature without its secret", { signature: { header: "X-Sig" } }, "", /belong together/],
    ["ticket-json", "a field that is not known", { ticket: { creat: {} } }, "ticket", /create/],
    ["ticket-json", "a limit of two minutes", { timeout: "2m" }, "timeout", /"1s" to "60s"/],
    [
      "ticket-json",
      "two credentials at one place",
      { auth: { bearer: { env: "A", value: "b" } } },
      "auth",
      /bearer|auth/,
    ],
  ])("says of %s where it is wrong: %s", (kind, _what, change, path, message) => {
    const { document, problems } = checkConfig(fileWith(kind, { ...exampleOf(kind), ...change }), options);
    expect(document).toBeNull();
    const found = problems.find((problem) => message.test(problem.message));
    expect(found, JSON.stringify(problems, null, 1)).toBeDefined();
    expect(found!.path.startsWith(`connections[0]${path === "" ? "" : `.${path}`}`), found!.path).toBe(true);
  });
});

describe("a rule that orders a fix elsewhere", () => {
  const rundeck: Record<string, unknown> = { key: "rundeck", kind: "rundeck", ...exampleOf("rundeck") };
  const problemsOf = (remediate: object) => {
    const rules = [{ key: "fix", do: [{ remediate: { connection: "rundeck", ...remediate } }] }];
    const checked = checkConfig(JSON.stringify({ version: 1, connections: [rundeck], rules }), options);
    return checked.problems.map(({ path, message }) => `${path}: ${message}`);
  };

  it.each<[object, RegExp | null]>([
    [{ runbook: "restart-checkout" }, null],
    [{ runbook: "restart-checkout", arguments: { host: "checkout-2" } }, null],
    [{ runbook: "restart-checkout", arguments: { host: "{{ labels.host }}" } }, null],
    [{ runbook: "restart-chekout" }, /remediate\.runbook: "rundeck" has no runbook .* did you mean "restart-checkout"/],
    [
      { runbook: "restart-checkout", arguments: { host: "db-1" } },
      /arguments\.host: .*is none of checkout-1, checkout-2/,
    ],
    [
      { runbook: "restart-checkout", arguments: { hots: "{{ labels.host }}" } },
      /arguments\.hots: there is no argument "hots"/,
    ],
  ])("%j is checked before it is live", (remediate, wrong) => {
    const problems = problemsOf(remediate);
    if (wrong === null) expect(problems).toEqual([]);
    else expect(problems).toEqual([expect.stringMatching(wrong)]);
  });

  it("keeps a connection from losing what a live rule orders of it", () => {
    const rules = [{ key: "fix", do: [{ remediate: { connection: "rundeck", runbook: "restart-checkout" } }] }];
    const nobody = { teams: [], components: [], sources: [], calendars: [], rotations: [], connections: [] };
    const world = { ...knownWorld(), live: { ...nobody, rules } };
    const problemsWith = (runbooks: unknown) =>
      checkConfig(JSON.stringify({ version: 1, connections: [{ ...rundeck, runbooks }] }), { ...options, world })
        .problems;
    expect(problemsWith(rundeck.runbooks)).toEqual([]);
    expect(problemsWith([{ key: "reindex", job: "0f0f", destructive: false }])).toMatchObject([
      {
        path: expect.stringMatching(/^connections.*runbooks$/),
        message: 'the live rule fix orders it: "rundeck" has no runbook "restart-checkout": it has reindex',
      },
    ]);
  });
});
