import { keepRetention } from "@signalbox/pipeline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../start-test-api.ts";

const dayMs = 86_400_000;
const path = "/hooks/hook-token-0123456789-0123456789-0123456789";
const config = `
version: 1
sources: [{key: probe, sender: generic, token: {value: hook-token-0123456789-0123456789-0123456789}, auth: {scheme: url}}]
`;

// With a time of its own in it, the sender's id is one: the same again is a duplicate.
const startedAt = new Date().toISOString();

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.client.applyConfig({ body: { text: config } });
});
afterAll(() => api.close());

async function post(id: string): Promise<{ deliveryId: string; duplicate: boolean }> {
  const body = JSON.stringify({ id, incident_id: id, status: "open", title: "Checkout fails", started_at: startedAt });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(api.url + path, { method: "POST", headers, body });
  return (await answer.json()) as { deliveryId: string; duplicate: boolean };
}

describe("how long things are kept", () => {
  it("is told, and changed by an admin, with the months that are past it", async () => {
    const usual = { bodiesMonths: 13, attemptsMonths: 13, eventsMonths: 25, held: [] };
    expect(await api.client.getRetention()).toEqual(usual);
    const wanted = { bodiesMonths: 1, attemptsMonths: 2, eventsMonths: 3 };
    expect(await api.client.setRetention({ body: wanted })).toMatchObject(wanted);
    const [line] = (await api.client.listJournal({ query: { subject: "retention" } })).items;
    expect(line).toMatchObject({ verb: "setting.set", details: wanted });
    const none = api.client.setRetention({ body: { ...wanted, bodiesMonths: 0 } });
    await expect(none).rejects.toMatchObject({ status: 422 });
  });

  it("ends while somebody pages through what goes: no gap, no error, and what is gone says so (N1)", async () => {
    const made: string[] = [];
    for (const id of ["a", "b", "c"]) made.push((await post(id)).deliveryId);
    await api.db.sql`update deliveries set state = 'processed', finished_at = now()`;
    const first = await api.client.listDeliveries({ query: { limit: 2 } });
    const lost = first.items[0]!.id;
    const later = Date.now() + 100 * dayMs;
    expect(await keepRetention({ db: api.db, now: () => later, failpoint: () => {} })).toEqual([]);
    const second = await api.client.listDeliveries({ query: { limit: 2, cursor: first.nextCursor! } });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made.toReversed());
    expect(second.nextCursor).toBeNull();
    expect((await api.client.getDelivery({ params: { id: lost } })).kept).toBeNull();
    const gone = api.client.downloadDeliveryBody({ params: { id: lost } });
    await expect(gone).rejects.toMatchObject({ status: 410, problem: { code: "gone" } });
  });

  it("does not end the memory of ids: what comes again after its body went is a duplicate still (N3)", async () => {
    expect(await post("a")).toMatchObject({ duplicate: true });
    expect(await post("d")).toMatchObject({ duplicate: false });
  });
});
