import { describe, expect, it } from "vitest";
import { senderByKey } from "../registry.ts";
import { authOverrideSchema, schemeFromAuth } from "./auth-override.ts";

const alertmanager = senderByKey("alertmanager")!;
const schemeOf = (auth: unknown) => schemeFromAuth(alertmanager, authOverrideSchema.parse(auth));

describe("schemeFromAuth", () => {
  it.each([
    [{}, { type: "bearer" }],
    [{ networks: ["10.0.0.0/8", "fd00::/8"] }, { type: "bearer" }],
    [{ scheme: "url" }, { type: "url-token" }],
    [{ scheme: "basic" }, { type: "basic" }],
    [
      { scheme: "header", header: "X-API-Key" },
      { type: "header-token", header: "x-api-key" },
    ],
    [{ scheme: "standard-webhooks" }, { type: "hmac", prefix: "v1,", secretEncoding: "whsec" }],
    [
      { scheme: "hmac", header: "X-Hub-Signature-256", prefix: "sha256=" },
      { type: "hmac", header: "x-hub-signature-256", prefix: "sha256=", encoding: "hex", signedContent: "{body}" },
    ],
    [
      {
        scheme: "hmac",
        header: "X-S",
        signedContent: "{timestamp}:{body}",
        timestampHeader: "X-T",
        toleranceSeconds: 60,
      },
      { timestamp: { in: "header", header: "x-t" }, toleranceMs: 60_000 },
    ],
    [
      {
        scheme: "hmac",
        header: "X-S",
        parse: "kv",
        prefix: "v1=",
        signedContent: "{timestamp}{body}",
        timestampKey: "t",
      },
      { timestamp: { in: "kv", key: "t" }, parse: "kv" },
    ],
    [
      {
        scheme: "jwt",
        issuer: "https://issuer.example/",
        audience: "a",
        application: "b",
        keysUrl: "https://issuer.example/keys",
      },
      {
        type: "jwt",
        issuer: "https://issuer.example/",
        audience: "a",
        application: "b",
        keysUrl: "https://issuer.example/keys",
      },
    ],
    [
      { scheme: "mtls", header: "Client-Cert", fingerprints: [`${"AB:".repeat(31)}AB`] },
      { type: "mtls", header: "client-cert", fingerprints: ["ab".repeat(32)], subject: null },
    ],
    [
      { scheme: "mtls", header: "x-client", subject: ["CN=a.example"] },
      { type: "mtls", fingerprints: null, subject: ["CN=a.example"] },
    ],
  ])("reads %j", (auth, scheme) => {
    expect(schemeOf(auth)).toMatchObject(scheme);
  });

  it.each([
    { scheme: "hmac" },
    { scheme: "mtls", header: "x" },
    { scheme: "mtls", header: "x", fingerprints: ["abcd"] },
    { scheme: "mtls", header: "x", subject: ["a.example"] },
    { scheme: "jwt", issuer: "https://a.example", audience: "a", application: "b" },
    { scheme: "jwt", issuer: "https://a.example", audience: "a", keysUrl: "https://a.example/k" },
    { scheme: "jwt", issuer: "https://a.example", audience: "a", application: "b", keysUrl: "http://a.example/k" },
    { scheme: "jwt", issuer: "https://a.example", audience: "a", application: "b", keysUrl: "https://u:p@a.example/k" },
    { scheme: "header" },
    { scheme: "none" },
    { scheme: "url", header: "x" },
    { networks: ["10.0.0.0/33"] },
    { secret: "s" },
    { scheme: "header", header: "two words" },
    { scheme: "hmac", header: "x", signedContent: "{timestamp}.{body}" },
    { scheme: "hmac", header: "x", timestampHeader: "x-t" },
    { scheme: "hmac", header: "x", signedContent: "{id}.{timestamp}.{body}", timestampHeader: "x-t" },
    { scheme: "hmac", header: "x", signedContent: "{timestamp}{body}", timestampKey: "t" },
    { scheme: "hmac", header: "x", signedContent: "{body}{timestamp}" },
  ])("refuses %j", (auth) => {
    expect(authOverrideSchema.safeParse(auth).success).toBe(false);
  });
});
