import { describe, expect, it } from "vitest";
import { createLog } from "./create-log.ts";

function logged(logFormat: "json" | "pretty", tell: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  tell(createLog({ logLevel: "info", logFormat, role: "api" }, (line) => void lines.push(line)));
  return lines;
}

describe("createLog", () => {
  it("writes one JSON line each", () => {
    const [line] = logged("json", (log) => log.info({ stage: "receive", durationMs: 4 }, "stored"));
    expect(JSON.parse(line!)).toMatchObject({
      level: "info",
      role: "api",
      stage: "receive",
      durationMs: 4,
      msg: "stored",
    });
  });

  it("tells an error by name, code and the beginning of its message", () => {
    const error = Object.assign(new Error("x".repeat(1000)), { code: "23505", query: "insert", body: "secret" });
    const [line] = logged("json", (log) => log.error({ error }, "failed"));
    const told = JSON.parse(line!).error;
    expect(Object.keys(told)).toEqual(["name", "code", "message", "at"]);
    expect(told.message).toHaveLength(300);
    expect(told.at[0]).toContain("create-log.test.ts");
  });

  it.each(["json", "pretty"] as const)("lets no value break out of its line (K4, %s)", (format) => {
    const evil = 'a\r\nERROR fake line\u001b[31m\u202e\u2028"';
    const lines = logged(format, (log) => log.warn({ source: evil, error: new Error(evil) }, evil));
    expect(lines).toHaveLength(1);
    expect(lines[0]!.trimEnd()).not.toMatch(/\p{Cc}/u);
  });

  it("is read by people where that is asked for", () => {
    const [line] = logged("pretty", (log) => log.info({ source: "anyping", rows: 3, note: "two words" }, "stored"));
    expect(line).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}api {4}stored source=anyping rows=3 note="two words"\n$/);
  });
});
