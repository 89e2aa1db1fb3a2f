import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import type { SenderScheme, SourceSecret } from "../sender.ts";
import { plainHmac, standardWebhooksScheme } from "./presets.ts";
import { signDelivery } from "./sign-delivery.ts";
import { verifyDelivery } from "./verify-delivery.ts";

const now = Date.UTC(2026, 10, 20, 8, 15, 31);
const body = Buffer.from('{"a": 1}');
const plain = plainHmac("X-Signature");
const secret: SourceSecret = { label: "2026-10", value: "a secret of some length" };

function verify(scheme: SenderScheme, headers: Record<string, string>, secrets = [secret], sentBody = body) {
  return verifyDelivery(scheme, secrets, { headers, body: sentBody, query: "" }, now);
}

describe("verifyDelivery", () => {
  const right = signDelivery(plain, secret.value, { body, id: "", now }).headers["x-signature"]!;

  it.each([
    ["empty", ""],
    ["of another body", "0".repeat(64)],
    ["cut to an odd length", right.slice(0, -1)],
    ["with junk behind it", `${right}zz`],
    ["with a prefix that is not the scheme's", `sha256=${right}`],
    ["there twice", `${right}, ${right}`],
    ["base64 of the same digest", Buffer.from(right, "hex").toString("base64")],
    ["with a space inside", `${right.slice(0, 32)} ${right.slice(32)}`],
  ])("refuses a signature that is %s", (_, value) => {
    expect(verify(plain, { "x-signature": value })).toMatchObject({ outcome: "refused", status: 401 });
  });

  it("takes hex in either case", () => {
    expect(verify(plain, { "x-signature": right.toUpperCase() })).toMatchObject({
      outcome: "verified",
      signed: true,
      secretLabel: "2026-10",
      header: "x-signature",
      timestampAt: null,
    });
  });

  it("refuses base64 that would decode to the same bytes", () => {
    const scheme = plainHmac("x-signature", { encoding: "base64" });
    const value = signDelivery(scheme, secret.value, { body, id: "", now }).headers["x-signature"]!;
    const last = value.at(-2)!;
    const sibling = String.fromCharCode(last.charCodeAt(0) + 1);
    const sameBytes = `${value.slice(0, -2)}${sibling}=`;
    for (const odd of [sameBytes, value.slice(0, -1), value.replaceAll("+", "-"), `${value} `, `!${value}`]) {
      if (odd !== value) expect(verify(scheme, { "x-signature": odd }).outcome).toBe("refused");
    }
  });

  it("says whether the signature was missing or wrong, and gives away nothing of the request", () => {
    expect(verify(plain, {})).toMatchObject({ reason: "signature-missing" });
    const wrong = verify(plain, { "x-signature": "f00d" });
    expect(wrong).toMatchObject({ reason: "signature-wrong" });
    expect(JSON.stringify(wrong)).not.toContain("f00d");
    expect(verify(plain, { "x-signature": right }, [])).toMatchObject({ reason: "no-secret" });
  });

  it("serves old and new secret side by side, and neither once it is gone", () => {
    const next: SourceSecret = { label: "2026-11", value: "the next one" };
    const { headers: signedByNext } = signDelivery(plain, next.value, { body, id: "", now });
    expect(verify(plain, { "x-signature": right }, [secret, next])).toMatchObject({ secretLabel: "2026-10" });
    expect(verify(plain, signedByNext, [secret, next])).toMatchObject({ secretLabel: "2026-11" });
    expect(verify(plain, { "x-signature": right }, [next]).outcome).toBe("refused");
  });

  it.each([
    [-299, "verified"],
    [-301, "refused"],
    [299, "verified"],
    [301, "refused"],
  ] as const)("judges a time signed %i s from now as %s", (offset, outcome) => {
    const { headers } = signDelivery(standardWebhooksScheme, "c2VjcmV0", {
      body,
      id: "msg_1",
      now: now + offset * 1000,
    });
    expect(verify(standardWebhooksScheme, headers, [{ label: "", value: "c2VjcmV0" }]).outcome).toBe(outcome);
  });

  it.each(["NaN", "-5", "1e20", String(now), "1795162531.5", " 1795162531", "0x6b0", "9".repeat(400)])(
    "refuses the signed time %s",
    (time) => {
      const scheme = plainHmac("x-signature", {
        signedContent: "{timestamp}.{body}",
        timestamp: { in: "header", header: "x-time" },
      });
      // Signed rightly over the odd text, so that only the time is at fault.
      const { headers: untimed } = signDelivery(plainHmac("x-signature"), secret.value, {
        body: Buffer.concat([Buffer.from(`${time}.`), body]),
        id: "",
        now,
      });
      expect(verify(scheme, { ...untimed, "x-time": time })).toMatchObject({ reason: "timestamp-stale" });
    },
  );

  describe("with t=…,v1=… in one header", () => {
    const scheme = plainHmac("x-signature", {
      parse: "kv",
      prefix: "v1=",
      signedContent: "{timestamp}{body}",
      timestamp: { in: "kv", key: "t" },
    });
    const value = signDelivery(scheme, secret.value, { body, id: "", now }).headers["x-signature"]!;

    it("takes it with spaces, and with other versions beside it", () => {
      for (const text of [value, value.replace(",", ", "), `v0=beef,${value},v1=f00d`]) {
        expect(verify(scheme, { "x-signature": text })).toMatchObject({ outcome: "verified", timestampAt: now });
      }
    });

    it("refuses two times, no time, and another time", () => {
      for (const text of [`t=1,${value}`, value.replace(/t=\d+,/, ""), value.replace(/t=\d+/, "t=1795162500")]) {
        expect(verify(scheme, { "x-signature": text }).outcome).toBe("refused");
      }
    });
  });

  it("bounds how many entries of a list it looks at", () => {
    const scheme = plainHmac("x-signature", { parse: "list", prefix: "v1=" });
    const entry = signDelivery(scheme, secret.value, { body, id: "", now }).headers["x-signature"]!;
    expect(verify(scheme, { "x-signature": `v1=f00d,${entry}` }).outcome).toBe("verified");
    expect(verify(scheme, { "x-signature": `${"v1=f00d,".repeat(16)}${entry}` }).outcome).toBe("refused");
  });

  it("refuses a space-separated list that was sent twice", () => {
    const value = { label: "", value: "c2VjcmV0" };
    const { headers } = signDelivery(standardWebhooksScheme, value.value, { body, id: "msg_1", now });
    const twice = `${headers["webhook-signature"]}, ${headers["webhook-signature"]}`;
    expect(verify(standardWebhooksScheme, { ...headers, "webhook-signature": twice }, [value]).outcome).toBe("refused");
  });

  const credentials: [SenderScheme, string][] = [
    [{ type: "bearer" }, "tøken-with-more-than-ascii"],
    [{ type: "basic" }, "user:pass:word"],
    [{ type: "header-token", header: "x-api-key" }, "key with spaces"],
  ];
  it.each(credentials)("takes and refuses the credential of %j", (scheme, value) => {
    const secrets = [{ label: "now", value }];
    const { headers } = signDelivery(scheme, value, { body, id: "", now });
    const [name] = Object.keys(headers);
    expect(verify(scheme, headers, secrets)).toMatchObject({ outcome: "verified", signed: false, secretLabel: "now" });
    expect(verify(scheme, { [name!]: `${headers[name!]}x` }, secrets).outcome).toBe("refused");
    expect(verify(scheme, { [name!]: `${headers[name!]}, ${headers[name!]}` }, secrets).outcome).toBe("refused");
    expect(verify(scheme, {}, secrets)).toMatchObject({ reason: "credential-missing" });
    expect(verify(scheme, { [name!]: "" }, secrets)).toMatchObject({ reason: "credential-missing" });
    expect(verify(scheme, headers, [{ label: "", value: "" }])).toMatchObject({ reason: "no-secret" });
  });

  it("asks nothing more of a URL token, and says that it proves nothing", () => {
    expect(verify({ type: "url-token" }, {}, [])).toMatchObject({ outcome: "verified", signed: false });
  });
});
