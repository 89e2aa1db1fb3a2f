import { Buffer } from "node:buffer";
import { testName } from "../../payload/test-name.ts";
import type { Sender } from "../../sender.ts";

export const sampleStatuscake: Sender["sample"] = (kind, { key }) => {
  const form = new URLSearchParams({
    Token: "4368ead48c783c914f3fa5a862e2c07b",
    Status: kind === "resolve" ? "Up" : "Down",
    StatusCode: kind === "resolve" ? "200" : "503",
    URL: "https://api.shop.example/checkout/health",
    IP: "203.0.113.20",
    Tags: "payments,tier-1",
    Name: kind === "test" ? testName : "Checkout API",
    Checkrate: "60",
    TestID: key,
  });
  return { headers: { "content-type": "application/x-www-form-urlencoded" }, body: Buffer.from(form.toString()) };
};
