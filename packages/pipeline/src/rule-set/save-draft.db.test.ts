import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ConfigUnderTest, createConfigUnderTest, example } from "../config/config-under-test.ts";
import { checkRules } from "./check-rules.ts";
import { publishRuleDraft, restoreRuleSet } from "./publish-rules.ts";
import { saveRuleDraft } from "./save-draft.ts";

const open = readFileSync(new URL("../../../../examples/open.json", import.meta.url), "utf8");
const person = { kind: "person" as const, name: "ops@example.test" };
let config: ConfigUnderTest;
beforeEach(async () => {
  config = await createConfigUnderTest();
  await config.change(example);
});
afterEach(() => config.close());

const ticket = "rules:\n  - key: all\n    do: [{ticket: {connection: desk}}]\n";
const save = (text: string, revision: number | null) => saveRuleDraft(config.deps, { text, revision }, person);
const publish = (revision: number, over = 2) => publishRuleDraft(config.deps, { revision, over, note: "" }, person);
const restore = (number: number, over: number) =>
  restoreRuleSet(config.deps, { number, over, note: "too many tickets" }, person);

describe("rule drafts", () => {
  it("are saved over the revision that was read alone", async () => {
    expect(await save(ticket, null)).toMatchObject({ outcome: "saved", revision: 1, problems: [] });
    expect(await save(ticket, 1)).toMatchObject({ outcome: "saved", revision: 2 });
    expect(await save(ticket, 1)).toEqual({ outcome: "conflict", revision: 2, author: person.name });
    expect(await save(ticket, null)).toMatchObject({ outcome: "conflict", revision: 2 });
  });

  it("may be wrong while they are drafts, and then can't be published", async () => {
    const wrong = "rules:\n  - key: all\n    when: component.teir == 1\n    do: [{ticket: {connection: dsk}}]\n";
    const saved = await save(wrong, null);
    expect(saved).toMatchObject({
      outcome: "saved",
      problems: [
        { path: "rules[0].when", line: 3 },
        { path: "rules[0].do[0].ticket.connection", line: 4, message: expect.stringContaining('did you mean "desk"?') },
      ],
    });
    expect(await publish(1)).toMatchObject({ outcome: "refused", problems: [{}, {}] });
    expect(await live()).toEqual({ number: 2, rules: 1 });
    expect(await save("rules: [", 1)).toMatchObject({ outcome: "unreadable", problems: [{ line: 1 }] });
  });

  it("are warned of rules that can never fire, and can be published all the same", async () => {
    const idle = `${ticket.replace("key: all", "key: all\n    stop: true")}  - {key: never, do: []}\n`;
    const saved = await save(idle, null);
    const message = expect.stringContaining('it can never fire: rule "all" stands before it');
    expect(saved).toMatchObject({ problems: [], warnings: [{ path: "rules[1]", line: 5, message }] });
    expect(await publish(1)).toMatchObject({ outcome: "published" });
  });

  it("can't be published while a test fails, which is named with its clause; what is live is untouched", async () => {
    const tests = `tests:
  - {name: one ticket, sender: anyping, content: '${open}', expect: [{ticket: desk}]}
`;
    const narrow = ticket.replace("key: all", "key: all\n    when: component.tier == 2");
    expect(await save(narrow + tests, null)).toMatchObject({
      outcome: "saved",
      tests: [{ name: "one ticket", problems: [{}, {}] }],
    });
    expect(await publish(1)).toMatchObject({
      outcome: "refused",
      problems: [
        { path: "tests[0].expect" },
        {
          path: "tests[0].expect[0]",
          message:
            'the test "one ticket" fails: no ticket → desk: rule "all": component.tier == 2 is false (component.tier is 1)',
        },
      ],
    });
    expect(await live()).toEqual({ number: 2, rules: 1 });
    expect(await save(ticket + tests, 1)).toMatchObject({ outcome: "saved", problems: [], tests: [{ problems: [] }] });
    expect(await publish(2)).toMatchObject({ outcome: "published" });
    const file = example.replace("component.tier <= 2", "component.tier <= 0");
    const words = expect.stringContaining("component.tier <= 0 is false (component.tier is 1)");
    const problems = [{ path: "tests[0].expect[0]", line: 41, message: words }];
    expect(await config.apply(file)).toMatchObject({ outcome: "refused", problems });
  });

  it("become the next version, once", async () => {
    await save(ticket, null);
    const both = await Promise.all([publish(1), publish(1)]);
    expect(both.map((one) => one.outcome).toSorted()).toEqual(["conflict", "published"]);
    expect(await live()).toEqual({ number: 3, rules: 1 });
    const [told] = await config.db
      .sql`select actor, details from journal where verb = 'rule-set.published' order by id desc limit 1`;
    expect(told).toEqual({ actor: person.name, details: { rules: ["all"], note: "" } });
  });

  it("are refused for a connection that was retired since they were saved", async () => {
    await save(ticket, null);
    await config.db.sql`update connections set retired_at = now() where key = 'desk'`;
    expect(await publish(1)).toMatchObject({
      outcome: "refused",
      problems: [{ message: expect.stringContaining("desk") }],
    });
  });
});

describe("versions", () => {
  it("are made live again as the next one, with what they said", async () => {
    await save(ticket, null);
    await publish(1);
    expect(await restore(2, 3)).toMatchObject({ outcome: "published", number: 4 });
    const [restored] = await config.db.sql`
      select now.note, now.author, now.body = old.body as is_same from rule_sets now, rule_sets old
      where now.state = 'published' and old.number = 2`;
    expect(restored).toEqual({ note: "back to v2: too many tickets", author: person.name, is_same: true });
    expect(await restore(4, 4)).toEqual({ outcome: "live-already" });
    expect(await restore(9, 4)).toEqual({ outcome: "not-found" });
  });

  it("are not undone by somebody who has not seen them", async () => {
    await save(ticket, null);
    await config.change(example.replace("component.tier <= 2", "component.tier <= 3"));
    expect(await publish(1, 2)).toEqual({ outcome: "live-moved", number: 3, author: "ops@example.test" });
    expect(await restore(1, 2)).toEqual({ outcome: "live-moved", number: 3, author: "ops@example.test" });
    expect(await publish(1, 3)).toMatchObject({ outcome: "published", number: 4 });
  });

  it("are not restored while they name what is gone", async () => {
    await save(ticket, null);
    await publish(1);
    await config.db.sql`update connections set retired_at = now() where key = 'pager'`;
    expect(await restore(2, 3)).toMatchObject({
      outcome: "refused",
      problems: [
        { path: "rules[0].do[1].page.connection" },
        { path: "otherwise.page.connection" },
        { path: "tests[0].expect[1].page" },
      ],
    });
    expect(await live()).toEqual({ number: 3, rules: 1 });
  });
});

describe("checkRules", () => {
  it("reads JSON as well, and keeps the delivery of a test that only names it", async () => {
    const test = { name: "t", sender: "anyping", delivery: "examples/open.json", expect: [] };
    const checked = await checkRules(config.deps, JSON.stringify({ rules: [{ key: "all", do: [] }], tests: [test] }));
    expect(checked.problems).toEqual([]);
    expect(checked.body?.tests).toMatchObject([
      { deliveryFile: "examples/open.json", delivery: expect.stringContaining("incident.opened") },
    ]);
  });
});

async function live() {
  const [row] = await config.db
    .sql`select number, jsonb_array_length(body -> 'rules') as rules from rule_sets where state = 'published'`;
  return row;
}
