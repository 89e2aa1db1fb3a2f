import { describe, expect, it } from "vitest";
import { interpretStatus } from "./interpret-status.ts";

const now = Date.UTC(2026, 10, 2, 9);
const answer = (status: number, headers: Record<string, string> = {}, body = "") => ({
  status,
  headers,
  body,
  bodyCut: false,
});

describe("interpretStatus (G6)", () => {
  it.each([
    [301, "permanent", "redirect-not-followed"],
    [400, "permanent", "refused-by-target"],
    [401, "retryable", "credentials-refused"],
    [403, "retryable", "credentials-refused"],
    [404, "permanent", "not-found"],
    [408, "retryable", "server-error"],
    [409, "unknown", "conflict"],
    [410, "permanent", "not-found"],
    [413, "permanent", "refused-by-target"],
    [422, "permanent", "refused-by-target"],
    [425, "retryable", "server-error"],
    [429, "retryable", "rate-limited"],
    [500, "retryable", "server-error"],
    [599, "retryable", "server-error"],
  ])("reads %i as %s", (status, outcome, reason) => {
    expect(interpretStatus(answer(status), now)).toMatchObject({ outcome, reason });
  });

  it("leaves 2xx to the kind, and names the place of a redirect without its query", () => {
    expect(interpretStatus(answer(204), now)).toBeNull();
    const redirect = interpretStatus(answer(302, { location: "https://new.example.test/tickets?token=x" }), now);
    expect(redirect).toMatchObject({ detail: expect.stringContaining("https://new.example.test/tickets:") });
    expect(JSON.stringify(redirect)).not.toContain("token");
  });

  it.each([
    ["120", 120_000],
    ["0", 0],
    ["Mon, 02 Nov 2026 09:02:00 GMT", 120_000],
    ["Mon, 02 Nov 2026 08:00:00 GMT", 0],
    ["999999999", 999_999_999_000],
  ])("reads Retry-After %s (G5)", (header, retryAfterMs) => {
    expect(interpretStatus(answer(429, { "retry-after": header }), now)).toMatchObject({ retryAfterMs });
  });

  it.each(["-1", "soon", "1.5", "2026-11-02", ""])("takes no notice of Retry-After %j", (header) => {
    expect(interpretStatus(answer(503, { "retry-after": header }), now)).not.toHaveProperty("retryAfterMs");
  });

  it.each([
    [403, '{"message":"Resource not accessible by personal access token"}', "Resource not accessible"],
    [410, '{"message":"Issues are disabled for this repo"}', "Issues are disabled"],
    [422, '{"errors":["Subject cannot be blank"]}', "Subject cannot be blank"],
    [503, '{"error":"in maintenance"}', "in maintenance"],
  ])("says what the system says itself: %i %s", (status, body, words) => {
    expect(interpretStatus(answer(status, {}, body), now)?.detail).toContain(words);
  });

  it("quotes no page of a sign-in", () => {
    expect(interpretStatus(answer(403, {}, "<html>Sign in</html>"), now)?.detail).not.toContain("html");
  });
});
