import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { verifyDelivery } from "../../verify/verify-delivery.ts";
import { standardWebhooks } from "./index.ts";

const body = Buffer.from('{"type":"test"}');

describe("sender standard-webhooks", () => {
  it("takes the id from the headers that carry the signature", () => {
    const svix = { "svix-id": "msg_svix", "svix-signature": "v1,x" };
    const webhook = { "webhook-id": "msg_webhook", "webhook-signature": "v1,x" };
    const identify = (headers: Record<string, string>) => standardWebhooks.identify({ headers, body, query: "" });
    expect(identify(svix)).toEqual({ basis: "sender", id: "msg_svix" });
    expect(identify({ ...svix, ...webhook })).toEqual({ basis: "sender", id: "msg_webhook" });
    expect(identify({ "webhook-signature": "v1,x", "svix-id": "msg_svix" })).toEqual({ basis: "fresh" });
  });

  it("takes a delivery that is signed with the old secret and the new one under either", () => {
    const cases = JSON.parse(readFileSync(new URL("./samples/cases.json", import.meta.url), "utf8"));
    const resolve = cases.deliveries.find((delivery: { file: string }) => delivery.file === "resolve.json");
    const sent = readFileSync(new URL("./samples/resolve.json", import.meta.url));
    for (const value of [cases.secret, "whsec_b2xkLXNlY3JldC1vZi0yNC1ieXRlcyEh"]) {
      const request = { headers: resolve.headers, body: sent, query: "" };
      const outcome = verifyDelivery(standardWebhooks.scheme, [{ label: "", value }], request, Date.parse(resolve.now));
      expect(outcome.outcome).toBe("verified");
    }
  });

  it.each(["incident.escalated", "invoice.paid", ""])("does not guess what the type %j means", (type) => {
    const request = { headers: {}, body: Buffer.from(JSON.stringify({ type, data: { id: "1" } })), query: "" };
    expect(standardWebhooks.normalise({ ...request, receivedAt: 0, settings: {} })).toMatchObject({
      outcome: "unreadable",
      field: "type",
    });
  });
});
