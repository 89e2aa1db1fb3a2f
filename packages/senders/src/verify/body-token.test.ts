import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { signDelivery } from "./sign-delivery.ts";
import { verifyDelivery } from "./verify-delivery.ts";
import { withoutBodyToken } from "./without-body-token.ts";

const scheme = { type: "body-token", field: "auth.Token" } as const;
const flat = { type: "body-token", field: "Token" } as const;
const token = "the token, 100 % & more+";
const secrets = [{ label: "now", value: token }];

const multipart = (value: string) =>
  `--b1\r\nContent-Disposition: form-data; name="Token"\r\n\r\n${value}\r\n--b1\r\nContent-Disposition: form-data; name="Status"\r\n\r\nDown\r\n--b1--\r\n`;

const bodies: [string, string][] = [
  ["JSON", '{"Status":"Down" , "Token" : "?", "Name":"Token: ?"}'],
  ["JSON after a byte order mark", '\ufeff{"Token":"?","é":1}'],
  ["a form", "Status=Down&Token=%3F&Name=Token%3D1"],
  ["a form whose name is escaped", "%54oken=%3F&Status=Down"],
  ["multipart", multipart("?")],
];

function verify(body: Buffer, given = secrets) {
  return verifyDelivery(flat, given, { headers: {}, body, query: "" }, 0);
}

describe("a token in a field of the body", () => {
  it.each(bodies)("is set, verified and blacked out in %s", (_, text) => {
    const { headers, body } = signDelivery(flat, token, { body: Buffer.from(text), id: "", now: 0 });
    expect(headers).toEqual({});
    const sent = Buffer.from(body);
    expect(verify(sent)).toMatchObject({
      outcome: "verified",
      scheme: "body-token",
      signed: false,
      secretLabel: "now",
    });
    expect(verify(sent, [{ label: "", value: `${token}x` }])).toMatchObject({ reason: "credential-wrong" });
    expect(verify(sent, [])).toMatchObject({ reason: "no-secret" });

    const kept = withoutBodyToken(flat, sent);
    expect(verify(kept)).toMatchObject({ outcome: "refused", reason: "credential-wrong" });
    expect(kept.toString("utf8")).toContain("redacted");
    expect(kept.toString("utf8")).not.toContain("more");
    const put = signDelivery(flat, "?", { body: kept, id: "", now: 0 });
    expect(Buffer.from(put.body).toString("utf8")).toBe(text);
  });

  it("is missing where the field is, or is no text, or nothing can be read", () => {
    for (const text of ["", "{", "{}", '{"Token":""}', '{"Token":{"a":1}}', "Status=Down", "[]", '{"token":"x"}']) {
      expect(verify(Buffer.from(text))).toMatchObject({ outcome: "refused", reason: "credential-missing" });
    }
  });

  it("may stand in a field of a field, and be a number", () => {
    const body = Buffer.from('{"auth":{"Token":12345}}');
    const given = [{ label: "", value: "12345" }];
    expect(verifyDelivery(scheme, given, { headers: {}, body, query: "" }, 0).outcome).toBe("verified");
    expect(withoutBodyToken(scheme, body).toString()).toBe('{"auth":{"Token":"[redacted]"}}');
  });

  it("is read from the query where there is no body", () => {
    const request = { headers: {}, body: Buffer.from("Token=abc&Status=Up"), query: "" };
    expect(verifyDelivery(flat, [{ label: "", value: "abc" }], request, 0).outcome).toBe("verified");
  });

  it("takes no time that grows with hostile bodies", () => {
    const bodies = [
      '{"Token":'.repeat(100_000),
      `{${'"Token" '.repeat(100_000)}}`,
      "Token=&".repeat(140_000),
      `--b\r\n${'; name="Token"\r\n'.repeat(60_000)}`,
    ];
    const startedAt = process.cpuUsage().user;
    for (const body of bodies) withoutBodyToken(flat, Buffer.from(body));
    expect((process.cpuUsage().user - startedAt) / 1000).toBeLessThan(2_000);
  });
});
