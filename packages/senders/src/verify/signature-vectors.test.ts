import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Headers, HmacScheme, SignedContent } from "../sender.ts";
import { signedContents } from "../sender.ts";
import { plainHmac, standardWebhooksScheme } from "./presets.ts";
import { readSecret } from "./read-secret.ts";
import { signDelivery } from "./sign-delivery.ts";
import { verifyDelivery } from "./verify-delivery.ts";

const vectorSchema = z.object({
  name: z.string(),
  secret: z.string().optional(),
  timestamp: z.number().optional(),
  body: z.string().optional(),
  template: z.enum(signedContents).optional(),
  header: z.record(z.string(), z.string()).optional(),
  header_value: z.string().optional(),
  valid: z.boolean(),
});
const vectors = z
  .array(vectorSchema)
  .parse(JSON.parse(readFileSync(new URL("./samples/signature-vectors.json", import.meta.url), "utf8")));

const published = vectors.find((vector) => vector.name === "standard-webhooks published")!;
const now = published.timestamp! * 1000;
const body = Buffer.from(published.body!);

function verifyStandard(changes: Headers, secret = published.secret!, at = now, sentBody: Uint8Array = body) {
  const request = { headers: { ...published.header, ...changes }, body: sentBody, query: "" };
  return verifyDelivery(standardWebhooksScheme, [{ label: "only", value: secret }], request, at).outcome;
}

/** How each plain vector's header is written. */
function schemeOf(template: SignedContent, value: string): HmacScheme {
  const encoding = value.endsWith("=") ? "base64" : "hex";
  if (value.startsWith("t=")) {
    return plainHmac("x-signature", {
      signedContent: template,
      parse: "kv",
      prefix: "v1=",
      timestamp: { in: "kv", key: "t" },
    });
  }
  const timestamp = template.includes("{timestamp}") ? ({ in: "header", header: "x-time" } as const) : undefined;
  return plainHmac("x-signature", {
    signedContent: template,
    encoding,
    parse: value.startsWith("v1=") ? "list" : "whole",
    prefix: /^(?:sha256|v1)=/.exec(value)?.[0] ?? "",
    ...(timestamp === undefined ? {} : { timestamp }),
  });
}

describe("published and computed signature vectors", () => {
  const standard = vectors.filter((vector) => vector.template === undefined && vector.header_value !== undefined);
  it.each(standard)("$name", ({ header_value, valid }) => {
    expect(verifyStandard({ "webhook-signature": header_value! })).toBe(valid ? "verified" : "refused");
  });

  it.each(vectors.filter((vector) => vector.template !== undefined))("$name", (vector) => {
    const scheme = schemeOf(vector.template!, vector.header_value!);
    const signedBody = Buffer.from(vector.body!);
    const at = (vector.timestamp ?? 1_614_265_330) * 1000;
    const headers = { "x-signature": vector.header_value!, "x-time": String(at / 1000) };
    const secrets = [{ label: "only", value: vector.secret! }];
    expect(verifyDelivery(scheme, secrets, { headers, body: signedBody, query: "" }, at).outcome).toBe("verified");
    expect(signDelivery(scheme, vector.secret!, { body: signedBody, id: "", now: at }).headers["x-signature"]).toBe(
      vector.header_value,
    );
  });

  it("takes the published one with and without whsec_, and under the older header names", () => {
    expect(verifyStandard({})).toBe("verified");
    expect(verifyStandard({}, published.secret!.replace("whsec_", ""))).toBe("verified");
    const svix = Object.fromEntries(
      Object.entries(published.header!).map(([name, value]) => [name.replace("webhook-", "svix-"), value]),
    );
    const request = { headers: svix, body, query: "" };
    const outcome = verifyDelivery(standardWebhooksScheme, [{ label: "a", value: published.secret! }], request, now);
    expect(outcome).toMatchObject({ outcome: "verified", header: "svix-signature", timestampAt: now });
  });

  it.each(["webhook-id", "webhook-timestamp", "webhook-signature"])("refuses a missing or empty %s", (name) => {
    expect(verifyStandard({ [name]: "" })).toBe("refused");
    const { [name]: _, ...headers } = published.header!;
    const secrets = [{ label: "only", value: published.secret! }];
    expect(verifyDelivery(standardWebhooksScheme, secrets, { headers, body, query: "" }, now).outcome).toBe("refused");
  });

  it("refuses the timestamp hello even when it is signed", () => {
    const { headers: signed } = signDelivery(standardWebhooksScheme, published.secret!, { body, id: "msg_1", now });
    expect(verifyStandard({ ...signed, "webhook-timestamp": "hello" })).toBe("refused");
  });

  it("keeps 300 s both ways", () => {
    expect([-301, -300, 300, 301].map((late) => verifyStandard({}, undefined, now + late * 1000))).toEqual([
      "refused",
      "verified",
      "verified",
      "refused",
    ]);
  });

  it.each(["", "whsec_"])("refuses the secret %j", (secret) => {
    expect(readSecret(standardWebhooksScheme, secret).outcome).toBe("unusable");
    expect(verifyStandard({}, secret)).toBe("refused");
  });

  it("takes an empty body that is signed", () => {
    const empty = Buffer.alloc(0);
    const { headers: signed } = signDelivery(standardWebhooksScheme, published.secret!, {
      body: empty,
      id: "msg_1",
      now,
    });
    expect(verifyStandard(signed, undefined, now, empty)).toBe("verified");
  });
});
