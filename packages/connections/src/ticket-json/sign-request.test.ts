import { describe, expect, it } from "vitest";
import { signRequest } from "./sign-request.ts";

const request = { method: "POST", url: "https://desk.example.test/tickets", headers: {}, body: "" } as const;
const now = Date.UTC(2026, 10, 2);

describe("signRequest", () => {
  // RFC 4231, test case 2.
  it.each([
    ["sha256", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"],
    [
      "sha512",
      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
    ],
  ] as const)("signs the body by HMAC with %s as RFC 4231 publishes it", (algorithm, expected) => {
    const body = "what do ya want for nothing?";
    const signed = signRequest({ ...request, body }, { header: "X-Signature", algorithm }, "Jefe", now);
    expect(signed.headers).toEqual({ "x-signature": expected });
    expect(signed.body).toBe(body);
  });

  it("signs the time with the body where it is sent, in base64 behind a prefix where that is asked", () => {
    const signature = { header: "X-Sig", encoding: "base64", prefix: "v1=", timestampHeader: "X-Time" } as const;
    const first = signRequest({ ...request, body: "a" }, signature, "s", now);
    expect(first.headers).toMatchObject({
      "x-time": "1793577600",
      "x-sig": expect.stringMatching(/^v1=[\w+/]{43}=$/),
    });
    expect(signRequest({ ...request, body: "a" }, signature, "s", now + 1_000).headers["x-sig"]).not.toBe(
      first.headers["x-sig"],
    );
  });

  it("signs a call without a body, too", () => {
    expect(signRequest({ ...request, body: null }, { header: "X-Sig" }, "s", now).headers["x-sig"]).toHaveLength(64);
  });
});
