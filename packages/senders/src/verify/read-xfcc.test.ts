import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readXfcc } from "./read-xfcc.ts";

const hash = "468ed33be74eee6556d90c0149c1309e9ba61d6425303443c0748a02dd8de688";

describe("X-Forwarded-Client-Cert", () => {
  // The three examples of Envoy's documentation.
  it("is read as Envoy documents it: pairs of one certificate, with a quoted subject", () => {
    const header = `By=http://frontend.lyft.com;Hash=${hash};Subject="/C=US/ST=CA/L=San Francisco/OU=Lyft/CN=Test Client";URI=http://testclient.lyft.com;DNS=lyft.com;DNS=www.lyft.com`;
    expect(readXfcc(header)).toEqual([
      [
        { key: "by", value: "http://frontend.lyft.com" },
        { key: "hash", value: hash },
        { key: "subject", value: "/C=US/ST=CA/L=San Francisco/OU=Lyft/CN=Test Client" },
        { key: "uri", value: "http://testclient.lyft.com" },
        { key: "dns", value: "lyft.com" },
        { key: "dns", value: "www.lyft.com" },
      ],
    ]);
  });

  it("is read as one element for each proxy, between commas outside of quotes", () => {
    const header = `By=http://a;Hash=${hash};URI=http://b,By=http://c;HASH=ab;Subject="O=\\"x, y\\";Hash=no,CN=z"`;
    expect(readXfcc(header)).toEqual([
      [
        { key: "by", value: "http://a" },
        { key: "hash", value: hash },
        { key: "uri", value: "http://b" },
      ],
      [
        { key: "by", value: "http://c" },
        { key: "hash", value: "ab" },
        { key: "subject", value: 'O="x, y";Hash=no,CN=z' },
      ],
    ]);
  });

  it.each([
    "Hash",
    "=x",
    'Subject="CN=a',
    'Subject="CN=a\\"',
    'URI=a"b',
    "Hash=a;",
    "Hash=a,",
    'Hash="a"b',
    "a b=c",
    ";Hash=a",
  ])("is not read where it is %j", (header) => {
    expect(readXfcc(header)).toBeNull();
  });

  it("gives back any quoted value as it was", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary-ascii" }), { minLength: 1 }), (values) => {
        const quoted = values.map((value) => `Subject="${value.replaceAll(/["\\]/g, "\\$&")}"`);
        const [element] = readXfcc(quoted.join(";")) ?? [];
        expect(element?.map(({ value }) => value)).toEqual(values);
      }),
    );
  });
});
