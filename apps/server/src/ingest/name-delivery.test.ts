import { describe, expect, it } from "vitest";
import { nameDelivery } from "./name-delivery.ts";

const body = Buffer.from("{}");
const named = (id: string, content = body) => nameDelivery({ basis: "sender", id }, content, "new");

describe("nameDelivery", () => {
  it("keeps a sender's own id as it is", () => {
    expect(named("abc-☎")).toEqual({ senderDeliveryId: "abc-☎", idBasis: "sender" });
  });

  it("hashes what is too long or holds control characters: the same id, the same name", () => {
    const [long, other] = ["x".repeat(256), `${"x".repeat(255)}y`];
    expect(named(long)).toEqual({
      senderDeliveryId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      idBasis: "hashed",
    });
    expect(named(long, Buffer.from("[]"))).toEqual(named(long));
    expect(named(other)).not.toEqual(named(long));
    expect(named("a\nb")).not.toEqual(named("a\tb"));
  });

  it("lets the body tell apart ids that can't be read", () => {
    expect(named("a\uFFFDb")).toEqual(named("a\uFFFDb"));
    expect(named("a\uFFFDb")).not.toEqual(named("a\uFFFDb", Buffer.from("[]")));
  });

  it("gives each delivery without an id a name of its own, and equal facts one name", () => {
    expect(nameDelivery({ basis: "fresh" }, body, "n1")).toEqual({ senderDeliveryId: "fresh:n1", idBasis: "fresh" });
    expect(named("")).toEqual({ senderDeliveryId: "fresh:new", idBasis: "fresh" });
    const derived = (from: string) => nameDelivery({ basis: "derived", from }, body, "new");
    expect(derived("a|1")).toEqual({ senderDeliveryId: expect.stringMatching(/^sha256:/), idBasis: "derived" });
    expect(derived("a|1")).not.toEqual(derived("a|2"));
  });
});
