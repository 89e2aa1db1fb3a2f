import { createTestDatabase } from "@signalbox/testkit";
import { expect, it } from "vitest";
import { checkSecretKey } from "./check-secret-key.ts";

it("accepts the first key for good, and no other", async () => {
  const database = await createTestDatabase();
  const check = (fill: number): Promise<void> =>
    checkSecretKey({ databaseUrl: database.url, secretKey: Buffer.alloc(32, fill), origin: "SIGNALBOX_SECRET_KEY" });
  await check(1);
  await check(1);
  await expect(check(2)).rejects.toThrow(/^SIGNALBOX_SECRET_KEY is not the key that this database was set up with/);
  await check(1);
  await database.drop();
});
