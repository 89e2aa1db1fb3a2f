import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { ownCertificateAddress, readCertificate } from "@signalbox/senders";
import { describe, expect, it } from "vitest";
import { type FetchedCertificate, SigningCertificates } from "./signing-certificates.ts";

const pem = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({
  type: "spki",
  format: "pem",
}) as string;
const good: FetchedCertificate = { outcome: "fetched", pem };
const address = (name: string | number) => `https://sns.eu-central-1.amazonaws.com/${name}.pem`;

/** Answers what it is told to; each answer is awaited where `hold` says so. */
function underTest() {
  const world = { now: 0, asked: [] as string[], answer: good as FetchedCertificate, release: () => {}, hold: false };
  const certificates = new SigningCertificates(
    async (asked) => {
      world.asked.push(asked);
      if (world.hold) await new Promise<void>((resolve) => (world.release = resolve));
      return world.answer;
    },
    () => world.now,
  );
  return { world, certificates };
}

describe("certificates of senders", () => {
  it("are fetched once for all that wait, and then at hand", async () => {
    const { world, certificates } = underTest();
    const [first, second] = [certificates.find(address("a")), certificates.find(address("a"))];
    expect(first).toBe(second);
    const key = (await first) as KeyObject;
    expect(key.equals(readCertificate(pem)!)).toBe(true);
    expect(certificates.find(address("a"))).toBe(key);
    expect(world.asked).toEqual([address("a")]);
  });

  it("serve on while a day-old one is asked for anew, also when nobody answers", async () => {
    const { world, certificates } = underTest();
    const key = await certificates.find(address("a"));
    world.now = 86_400_000;
    world.answer = { outcome: "unavailable" };
    expect(certificates.find(address("a"))).toBe(key);
    await new Promise(setImmediate);
    expect(world.asked).toHaveLength(2);
    expect(certificates.find(address("a"))).toBe(key);
    await new Promise(setImmediate);
    world.answer = { outcome: "none" };
    world.now *= 2;
    expect(certificates.find(address("a"))).toBe(key);
    await new Promise(setImmediate);
    expect(certificates.find(address("a"))).toBeNull();
  });

  it("that can't be had now are asked for again soon, those that do not exist after a minute", async () => {
    const { world, certificates } = underTest();
    world.answer = { outcome: "unavailable" };
    expect(await certificates.find(address("a"))).toBe("unavailable");
    expect(certificates.find(address("a"))).toBe("unavailable");
    world.now = 2_000;
    world.answer = { outcome: "fetched", pem: "<html>" };
    expect(await certificates.find(address("a"))).toBeNull();
    world.now = 61_999;
    expect(certificates.find(address("a"))).toBeNull();
    world.now = 62_000;
    world.answer = good;
    expect(await certificates.find(address("a"))).toMatchObject({ type: "public" });
    expect(world.asked).toHaveLength(3);
  });

  it("are fetched at most four at a time, and kept by the two hundred", async () => {
    const { world, certificates } = underTest();
    world.hold = true;
    const found = [1, 2, 3, 4, 5].map((name) => certificates.find(address(name)));
    expect(found[4]).toBe("unavailable");
    expect(world.asked).toHaveLength(4);
    world.release();

    const many = underTest();
    const kept = await many.certificates.find(address("kept"));
    many.world.answer = { outcome: "none" };
    for (let name = 0; name < 500; name += 1) await many.certificates.find(address(name));
    expect(many.certificates.find(address("kept"))).toBe(kept);
    expect(many.certificates.find(address(499))).toBeNull();
    expect(many.world.asked).toHaveLength(501);
    await many.certificates.find(address(0));
    expect(many.world.asked).toHaveLength(502);
  });

  it("hold the key of this process's own samples, which is never asked for outside", async () => {
    const { world, certificates } = underTest();
    expect(certificates.find(ownCertificateAddress)).toBeNull();
    const own = await certificates.ownKey();
    expect(own).toContain("PRIVATE KEY");
    expect(await certificates.ownKey()).toBe(own);
    expect(certificates.find(ownCertificateAddress)).toMatchObject({ type: "public" });
    world.now = 86_400_000 * 9;
    expect(certificates.find(ownCertificateAddress)).toMatchObject({ type: "public" });
    expect(world.asked).toEqual([]);
  });
});
