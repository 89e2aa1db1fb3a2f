import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import { IssuerKeys } from "./issuer-keys.ts";

const address = "https://issuer.example/keys";
const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const setOf = (...ids: string[]) =>
  JSON.stringify({ keys: ids.map((kid) => ({ ...publicKey.export({ format: "jwk" }), kid })) });

/** An issuer that answers what it is told to, and counts how often it is asked. */
function underTest(answer: string | null = setOf("k1")) {
  const world = { now: 1_000_000, asked: 0, answer };
  const keys = new IssuerKeys(
    async () => {
      world.asked += 1;
      return world.answer;
    },
    () => world.now,
  );
  return { world, keys };
}

describe("keys of issuers", () => {
  it("are fetched once for all that wait, and then at hand", async () => {
    const { world, keys } = underTest();
    const found = await Promise.all([keys.find(address, "k1"), keys.find(address, "k1"), keys.find(address, "k2")]);
    expect(found.map((key) => (key === null ? null : (key as KeyObject).type))).toEqual(["public", "public", null]);
    expect(keys.find(address, "k1")).toBe(found[0]);
    expect(world.asked).toBe(1);
  });

  it("are asked for anew where a token names one that is not there, every 30 seconds at most", async () => {
    const { world, keys } = underTest();
    await keys.find(address, "k1");
    world.answer = setOf("k1", "k2");
    world.now += 29_999;
    expect(keys.find(address, "k2")).toBeNull();
    world.now += 1;
    expect(await keys.find(address, "k2")).toMatchObject({ type: "public" });
    expect(keys.find(address, "k3")).toBeNull();
    expect(world.asked).toBe(2);
  });

  it.each([null, "<html>", "{}"])(
    "that can't be had (%j) are no refusal, and are asked for again soon",
    async (answer) => {
      const { world, keys } = underTest(answer);
      expect(await keys.find(address, "k1")).toBe("unavailable");
      expect(keys.find(address, "k1")).toBe("unavailable");
      world.now += 2_000;
      world.answer = setOf("k1");
      expect(await keys.find(address, "k1")).toMatchObject({ type: "public" });
      expect(world.asked).toBe(2);
    },
  );

  it("serve on for a day while their issuer is away, and then no more", async () => {
    const { world, keys } = underTest();
    const key = await keys.find(address, "k1");
    world.answer = null;
    world.now += 3_600_000;
    expect(keys.find(address, "k1")).toBe(key);
    await new Promise(setImmediate);
    expect(world.asked).toBe(2);
    expect(keys.find(address, "k1")).toBe(key);
    world.now += 2_000;
    expect(await keys.find(address, "k2")).toBe("unavailable");
    world.now += 86_400_000;
    expect(await keys.find(address, "k1")).toBe("unavailable");
  });

  it("that their issuer withdrew are refused after the next look", async () => {
    const { world, keys } = underTest();
    await keys.find(address, "k1");
    world.answer = setOf("k2");
    world.now += 3_600_000;
    expect(keys.find(address, "k1")).toMatchObject({ type: "public" });
    await new Promise(setImmediate);
    expect(keys.find(address, "k1")).toBeNull();
  });
});
