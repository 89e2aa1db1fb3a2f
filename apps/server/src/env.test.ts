import { StartRefusal } from "@signalbox/database/start";
import { describe, expect, it } from "vitest";
import { readEnv } from "./env.ts";

const key = Buffer.alloc(32, 7).toString("base64");
const linesOf = (surroundings: NodeJS.ProcessEnv): string[] => {
  try {
    readEnv(surroundings);
  } catch (error) {
    if (error instanceof StartRefusal) return error.lines;
    throw error;
  }
  return [];
};

describe("readEnv", () => {
  it("needs nothing", () => {
    const env = readEnv({});
    expect(env).toMatchObject({ port: 8787, host: "127.0.0.1", role: "all", databaseUrl: null, outbound: true });
    expect(env.dataDir).toMatch(/[\\/]\.data$/);
    expect(env).toMatchObject({ secretKey: null, logLevel: "info", logFormat: "pretty", allowNetworks: [] });
  });

  it("takes empty variables for unset, as compose files give them", () => {
    expect(linesOf({ PORT: "", DATABASE_URL: "", SIGNALBOX_API_TOKEN: "", SIGNALBOX_PUBLIC_URL: "" })).toEqual([]);
  });

  it("reads every variable", () => {
    const env = readEnv({
      PORT: "80",
      HOST: "::",
      DATABASE_URL: "postgresql://u:p@db/signalbox",
      SIGNALBOX_ROLE: "api",
      SIGNALBOX_PUBLIC_URL: "https://box.example.com/",
      SIGNALBOX_SECRET_KEY: key,
      SIGNALBOX_ADMIN_EMAIL: "first@example.com",
      SIGNALBOX_ADMIN_PASSWORD: "a long password",
      SIGNALBOX_ALLOW_NETWORKS: "10.1.0.0/16:443, 127.0.0.1/32:9100,fd00::/8,fd00::/8:80,192.168.0.7,10.0.0.1:8080",
      SIGNALBOX_TRUSTED_PROXIES: "10.0.0.0/8,::1",
      SIGNALBOX_OUTBOUND: "off",
    });
    expect(env).toMatchObject({
      port: 80,
      host: "::",
      role: "api",
      publicUrl: "https://box.example.com",
      outbound: false,
    });
    expect(env.secretKey?.length).toBe(32);
    expect(env.firstAdmin).toEqual({ email: "first@example.com", password: "a long password" });
    expect(env.trustedProxies).toEqual(["10.0.0.0/8", "::1/128"]);
    expect(env.logFormat).toBe("json");
    expect(env.allowNetworks).toEqual([
      { address: "10.1.0.0", prefixLength: 16, port: 443 },
      { address: "127.0.0.1", prefixLength: 32, port: 9100 },
      { address: "fd00::", prefixLength: 8, port: null },
      { address: "fd00::", prefixLength: 8, port: 80 },
      { address: "192.168.0.7", prefixLength: 32, port: null },
      { address: "10.0.0.1", prefixLength: 32, port: 8080 },
    ]);
  });

  it("names every wrong variable at once, one line each, and repeats no value", () => {
    const lines = linesOf({
      PORT: "abc-secret",
      HOST: "0.0.0.0",
      DATABASE_URL: "mysql://u:hunter2-secret@db/x",
      SIGNALBOX_ROLE: "boss-secret",
      SIGNALBOX_PUBLIC_URL: "ftp://secret",
      SIGNALBOX_SECRET_KEY: "short-secret",
      SIGNALBOX_ADMIN_PASSWORD: "secret",
      SIGNALBOX_API_TOKEN: "token-secret",
      SIGNALBOX_ALLOW_NETWORKS: "10.0.0.0/33,secret",
      SIGNALBOX_TRUSTED_PROXIES: "secret",
      SIGNALBOX_OUTBOUND: "secret",
      SIGNALBOX_INSECURE_HTTP: "secret",
      LOG_LEVEL: "secret",
      LOG_FORMAT: "secret",
    });
    expect(lines.map((line) => line.split(" ")[0])).toEqual([
      "DATABASE_URL",
      "HOST",
      "LOG_FORMAT",
      "LOG_LEVEL",
      "PORT",
      "SIGNALBOX_ADMIN_EMAIL",
      "SIGNALBOX_ADMIN_PASSWORD",
      "SIGNALBOX_ALLOW_NETWORKS",
      "SIGNALBOX_API_TOKEN",
      "SIGNALBOX_INSECURE_HTTP",
      "SIGNALBOX_OUTBOUND",
      "SIGNALBOX_PUBLIC_URL",
      "SIGNALBOX_ROLE",
      "SIGNALBOX_SECRET_KEY",
      "SIGNALBOX_TRUSTED_PROXIES",
    ]);
    expect(lines.join("\n")).not.toMatch(/secret(?!s)\b/);
  });

  it.each<[string, NodeJS.ProcessEnv, string]>([
    ["a role of its own without a database", { SIGNALBOX_ROLE: "worker" }, "DATABASE_URL is required"],
    ["a database without a key", { DATABASE_URL: "postgres://u@db/x" }, "SIGNALBOX_SECRET_KEY is required"],
    ["an admin without a password", { SIGNALBOX_ADMIN_EMAIL: "a@example.com" }, "SIGNALBOX_ADMIN_PASSWORD is missing"],
    ["a LAN address over plain HTTP", { HOST: "192.168.0.7" }, "HOST listens beyond this machine"],
    ["all addresses without one to link to", { HOST: "0.0.0.0" }, "set SIGNALBOX_PUBLIC_URL"],
    ["the same over plain HTTP", { HOST: "::", SIGNALBOX_INSECURE_HTTP: "1" }, "set SIGNALBOX_PUBLIC_URL"],
    ["an http address for all", { HOST: "::", SIGNALBOX_PUBLIC_URL: "http://x.test" }, "HOST listens beyond"],
    ["a port out of range", { PORT: "70000" }, "PORT must be a port"],
  ])("refuses %s", (_what, surroundings, line) => {
    expect(linesOf(surroundings)).toEqual([expect.stringContaining(line)]);
  });

  it.each<[NodeJS.ProcessEnv]>([
    [{ HOST: "0.0.0.0", SIGNALBOX_PUBLIC_URL: "https://box.example.com" }],
    [{ HOST: "0.0.0.0", SIGNALBOX_INSECURE_HTTP: "1", SIGNALBOX_PUBLIC_URL: "http://box.lan:8787" }],
    [{ HOST: "192.168.0.7", SIGNALBOX_INSECURE_HTTP: "1" }],
    [{ HOST: "127.0.0.9" }],
    [{ HOST: "localhost" }],
    [{ HOST: "::1" }],
  ])("lets %j listen", (surroundings) => {
    expect(linesOf(surroundings)).toEqual([]);
  });
});
