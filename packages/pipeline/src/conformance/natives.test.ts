import { connectionKinds } from "@signalbox/connections";
import { senders } from "@signalbox/senders";
import { expect, it } from "vitest";

it("a kind that senders may serve themselves is named as they name it", () => {
  const natives = new Set(senders.flatMap((sender) => sender.natives));
  const named = connectionKinds.flatMap(({ nativeAs }) => nativeAs ?? []);
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(natives).toContain(name);
  // Whatever posts messages to one place is among them: only what leads anywhere has no name there.
  const unnamed = connectionKinds.filter(({ nativeAs, capabilities, configSchema, guide }) => {
    const can = capabilities(configSchema.parse(guide.example));
    return can.actions.includes("message") && nativeAs === undefined;
  });
  expect(unnamed.map(({ key }) => key)).toEqual(["webhook", "zapier"]);
});
