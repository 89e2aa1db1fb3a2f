import type { FormField } from "@signalbox/contract";
import { describe, expect, it } from "vitest";
import { type AuthValue, configOf, type FormValues, valuesOf } from "./form-values.ts";

const field = (path: string, type: FormField["type"]): FormField => ({
  path,
  type,
  label: path,
  help: null,
  required: false,
  options: [],
  placeholder: null,
});
const form = [
  field("baseUrl", "url"),
  field("auth", "auth"),
  field("secret", "secret"),
  field("ticket.create", "json"),
  field("ticket.idempotent", "flag"),
  field("labels", "list"),
  field("headers", "pairs"),
  field("rate.perMinute", "number"),
];
const stored = {
  baseUrl: "https://desk.example.test",
  auth: { basic: { username: "bot", password: { kept: true } } },
  secret: { kept: true },
  ticket: { create: { path: "/tickets" }, idempotent: true, find: { path: "/find" } },
  labels: ["a", "b"],
  headers: { "X-A": "1: 2" },
  rate: { perMinute: 30 },
};
const change = (more: FormValues) => configOf(form, { ...valuesOf(form, stored), ...more }, stored);

describe("the form of a connection", () => {
  it("gives back what it was opened with, credentials as kept, and what it has no field for", () => {
    expect(change({})).toEqual({ config: stored, problems: {} });
  });

  it("sends a credential only where one was typed", () => {
    const auth: AuthValue = { way: "bearer", name: "", typed: "t0ken", kept: true };
    expect(change({ auth }).config.auth).toEqual({ bearer: { value: "t0ken" } });
    expect(change({ auth: { ...auth, way: "none" } }).config).not.toHaveProperty("auth");
    expect(change({ secret: { typed: "", kept: false } }).config).not.toHaveProperty("secret");
  });

  it("keeps a client of OAuth 2 with its stored secret", () => {
    const client = { tokenUrl: "https://id.example.test/token", clientId: "signalbox", clientSecret: { kept: true } };
    for (const more of [{}, { scope: "tickets", credentialsIn: "body" }]) {
      const before = { ...stored, auth: { oauth2: { ...client, ...more } } };
      expect(configOf(form, valuesOf(form, before), before).config).toEqual(before);
    }
  });

  it("leaves out what is empty, and a group that the form emptied", () => {
    const { config } = change({ "rate.perMinute": "", labels: " \n ", "ticket.idempotent": false });
    expect(config).not.toHaveProperty("rate");
    expect(config).not.toHaveProperty("labels");
    expect(config.ticket).toEqual({ create: { path: "/tickets" }, find: { path: "/find" } });
  });

  it("keeps a number that nobody touched, where the form shows a text", () => {
    const pairs = [field("project", "line"), field("priorities", "pairs")];
    const before = { project: 4, priorities: { urgent: 5, high: "High" } };
    const values = valuesOf(pairs, before);
    expect(configOf(pairs, values, before).config).toEqual(before);
    const changed = configOf(pairs, { ...values, priorities: "urgent: 6\nhigh: High" }, before);
    expect(changed.config).toEqual({ project: 4, priorities: { urgent: "6", high: "High" } });
  });

  it("says which field can't be read", () => {
    const { problems } = change({ "ticket.create": "{", "rate.perMinute": "many", headers: "no colon" });
    expect(Object.keys(problems)).toEqual(["ticket.create", "headers", "rate.perMinute"]);
  });
});
