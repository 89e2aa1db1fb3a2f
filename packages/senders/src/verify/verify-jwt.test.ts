import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JwtScheme } from "../sender.ts";
import { readIssuerKeys, signJwt, tokenKeyId, verifyJwt } from "./verify-jwt.ts";

const now = Date.UTC(2026, 10, 20, 8, 15, 31);
const seconds = Math.floor(now / 1000);
const tenant = "11111111-2222-3333-4444-555555555555";
const scheme: JwtScheme = {
  type: "jwt",
  issuer: `https://sts.windows.net/${tenant}/`,
  audience: "api://signalbox",
  application: "461e8683-5575-4561-ac7f-899cc907d62a",
  keysUrl: `https://login.microsoftonline.com/${tenant}/discovery/keys`,
};
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
const jwk = { ...publicKey.export({ format: "jwk" }), kid: "k1", use: "sig" };

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

// As Entra ID makes them in version 1: `appid`, no `azp`.
const claims = { iss: scheme.issuer, aud: scheme.audience, appid: scheme.application, iat: seconds, nbf: seconds };
const whole = { ...claims, exp: seconds + 3600 };

function token(changed: Record<string, unknown> = {}, header: Record<string, unknown> = {}): string {
  const content = `${part({ typ: "JWT", alg: "RS256", kid: "k1", ...header })}.${part({ ...whole, ...changed })}`;
  return `${content}.${sign("RSA-SHA256", Buffer.from(content), privateKey).toString("base64url")}`;
}

function verify(sent: string | null, key: typeof publicKey | null = publicKey, at = now) {
  return verifyJwt(scheme, { headers: sent === null ? {} : { authorization: `Bearer ${sent}` } }, at, key);
}

describe("verifyJwt", () => {
  it("takes a token of the issuer for us, given to the application that the source names", async () => {
    expect(await verify(token())).toEqual({
      outcome: "verified",
      scheme: "jwt",
      signed: false,
      secretLabel: null,
      header: "authorization",
      timestampAt: seconds * 1000,
    });
    expect((await verify(token({ aud: ["other", scheme.audience] }))).outcome).toBe("verified");
    expect((await verify(token({ appid: undefined, azp: scheme.application }))).outcome).toBe("verified");
    expect((await verify(signJwt(scheme, pem, "k1", now))).outcome).toBe("verified");
  });

  it.each([
    ["another audience", { aud: "api://other" }, "credential-wrong", "audience"],
    ["no audience", { aud: undefined }, "credential-wrong", "audience"],
    ["another tenant's issuer", { iss: "https://sts.windows.net/66666666/" }, "credential-wrong", "issuer"],
    ["the issuer without its last /", { iss: scheme.issuer.slice(0, -1) }, "credential-wrong", "issuer"],
    ["another application", { appid: "00000003-0000" }, "credential-wrong", "application"],
    ["no application", { appid: undefined }, "credential-wrong", "application"],
    ["two applications", { azp: "00000003-0000" }, "credential-wrong", "application"],
    ["an end that is past", { exp: seconds - 301 }, "timestamp-stale", "expired"],
    ["no end", { exp: undefined }, "credential-wrong", "expires"],
    ["an end that is text", { exp: "never" }, "credential-wrong", "time"],
    ["a beginning that is to come", { nbf: seconds + 301 }, "timestamp-stale", "not valid yet"],
  ])("refuses one with %s", async (_, changed, reason, hint) => {
    expect(await verify(token(changed))).toMatchObject({
      outcome: "refused",
      status: 401,
      reason,
      hint: expect.stringContaining(hint),
    });
  });

  it("allows for clocks that differ by five minutes", async () => {
    expect((await verify(token({ exp: seconds - 299 }))).outcome).toBe("verified");
    expect((await verify(token({ nbf: seconds + 299 }))).outcome).toBe("verified");
  });

  it("takes RS256 alone: not none, not the published key as a secret, not another digest", async () => {
    const unsigned = `${part({ alg: "none", kid: "k1" })}.${part(whole)}.`;
    const lead = `${part({ alg: "HS256", kid: "k1" })}.${part(whole)}`;
    const published = publicKey.export({ type: "spki", format: "pem" }) as string;
    const asSecret = `${lead}.${createHmac("sha256", published).update(lead).digest("base64url")}`;
    const longer = token({}, { alg: "RS512" });
    const keyless = token({}, { kid: undefined });
    for (const odd of [unsigned, asSecret, longer, keyless, token({}, { alg: "rs256" })]) {
      expect(await verify(odd)).toMatchObject({ outcome: "refused", reason: "signature-wrong" });
      expect(tokenKeyId({ authorization: `Bearer ${odd}` })).toBeNull();
    }
  });

  it("refuses a token that is changed, cut, of another key, or asks for what we don't know", async () => {
    const right = token();
    const [header, , signature] = right.split(".");
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey;
    for (const odd of [
      `${header}.${part({ ...whole, jti: "2" })}.${signature}`,
      `${header}.${part(whole)}`,
      `${right}.x`,
      `${right.slice(0, -8)}AAAAAAAA`,
      token({}, { crit: ["b64"], b64: false }),
      token({}, { crit: ["odd"], odd: 1 }),
    ]) {
      expect(await verify(odd), odd).toMatchObject({ outcome: "refused", reason: "signature-wrong" });
    }
    expect(await verify(right, other)).toMatchObject({ reason: "signature-wrong" });
    expect(await verify(right, null)).toMatchObject({
      reason: "signature-wrong",
      hint: expect.stringContaining("publish"),
    });
  });

  it.each([null, "", "a b", "x".repeat(9000)])("refuses a request without a token (%j)", async (sent) => {
    expect(await verify(sent)).toMatchObject({ reason: "credential-missing" });
    const basic = { headers: { authorization: "Basic YTpi" } };
    expect(await verifyJwt(scheme, basic, now, publicKey)).toMatchObject({ reason: "credential-missing" });
  });

  it("refuses whatever else stands there, and never throws", async () => {
    const right = token();
    const odd = fc.oneof(
      fc.string({ unit: "binary-ascii" }),
      fc
        .tuple(fc.json(), fc.json(), fc.string())
        .map((parts) => parts.map((one) => Buffer.from(one).toString("base64url")).join(".")),
      fc
        .tuple(fc.nat(right.length - 1), fc.constantFrom("", ".", "A", "_", "\u0000"))
        .map(([at, text]) => right.slice(0, at) + text + right.slice(at + 1)),
    );
    await fc.assert(
      fc.asyncProperty(odd, async (sent) => {
        // The last character of a signature has bits that nobody reads.
        const isSame = sent.slice(0, -1) === right.slice(0, -1);
        if (!isSame) expect((await verify(sent)).outcome).toBe("refused");
      }),
    );
  });

  it("names nothing of the token in what people read", async () => {
    expect(JSON.stringify(await verify(token({ aud: "api://secret-name" })))).not.toContain("secret-name");
  });
});

describe("the keys of an issuer", () => {
  it("are those that may sign with RS256, by their id", () => {
    const small = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ format: "jwk" });
    const curve = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
    const keys = [
      jwk,
      { ...jwk, kid: "k2", alg: "RS256", use: undefined, x5t: "k2", issuer: "https://login.microsoftonline.com" },
      { ...jwk, kid: "encrypts", use: "enc" },
      { ...jwk, kid: "other", alg: "RS512" },
      { ...jwk, kid: undefined },
      { ...small, kid: "small" },
      { ...curve, kid: "curve" },
      { kty: "RSA", kid: "broken", n: "!", e: 3 },
      null,
    ];
    const read = readIssuerKeys(JSON.stringify({ keys }));
    expect([...(read ?? [])].map(([kid]) => kid)).toEqual(["k1", "k2"]);
    expect(read?.get("k1")?.equals(publicKey)).toBe(true);
  });

  it.each(["", "<html>", "[]", "{}", "null", '{"keys":{}}'])("are none where %j is answered", (text) => {
    expect(readIssuerKeys(text)).toBeNull();
  });
});
