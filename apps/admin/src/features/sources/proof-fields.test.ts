import { describe, expect, it } from "vitest";
import { authOfTexts, proofWays, textsOfAuth, topicFields, wordsOf } from "./proof-fields.ts";

const fieldsOf = (scheme: string) => proofWays.find((way) => way.scheme === scheme)!.fields;

describe("the form of how a source proves itself", () => {
  it.each([
    [{ scheme: "jwt", issuer: "https://a/", keysUrl: "https://a/keys", audience: "x", application: "y" }],
    [{ scheme: "mtls", header: "client-cert", fingerprints: ["ab", "cd"], subject: ["CN=a b", "O=c"] }],
    [{ scheme: "hmac", header: "x-s", parse: "list", separator: " ", toleranceSeconds: 60, signedContent: "{body}" }],
    [{ scheme: "bearer" }],
  ])("gives back %j as it was", (auth) => {
    expect(authOfTexts(auth.scheme, fieldsOf(auth.scheme), textsOfAuth(auth))).toEqual(auth);
  });

  it("leaves out what is empty or belongs to another way", () => {
    const texts = { header: " x-key ", field: "a", algorithm: "", toleranceSeconds: " " };
    expect(authOfTexts("header", fieldsOf("header"), texts)).toEqual({ scheme: "header", header: "x-key" });
    expect(authOfTexts("", [], texts)).toEqual({});
  });

  it("names topics one on each line, and none where nothing is said", () => {
    expect(authOfTexts("", topicFields, { topics: "arn:a\n\n arn:b \n" })).toEqual({ topics: ["arn:a", "arn:b"] });
    expect(authOfTexts("", topicFields, { topics: "\n" })).toEqual({});
  });

  it("is told in words: a choice by its meaning, a list entry by entry", () => {
    const field = (scheme: string, name: string) => fieldsOf(scheme).find((each) => each.name === name)!;
    expect(wordsOf(field("hmac", "signedContent"), "{timestamp}.{body}")).toEqual(["time.body"]);
    expect(wordsOf(field("hmac", "toleranceSeconds"), 60)).toEqual(["60"]);
    expect(wordsOf(field("mtls", "subject"), ["CN=a", "O=b"])).toEqual(["CN=a", "O=b"]);
    expect(wordsOf(field("mtls", "subject"), undefined)).toEqual([]);
  });
});
