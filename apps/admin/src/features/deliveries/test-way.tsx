import { Stack, Title } from "@mantine/core";
import type { DeliveryDetail } from "@signalbox/contract";
import { Facts } from "../../components/facts.tsx";
import { Stamp } from "../../components/time.tsx";

/** The way that a test event took, step by step, with its times. */
export function TestWay({ delivery }: { delivery: DeliveryDetail }) {
  const { receivedAt, finishedAt, events } = delivery;
  const test = events.find(({ type }) => type === "test");
  const waited = finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(receivedAt);
  return (
    <Stack gap={4} component="section">
      <Title order={2}>The way it took</Title>
      <Facts
        facts={[
          test === undefined || test.timeBasis === "received" ? null : ["sent", <Stamp key="s" at={test.occurredAt} />],
          ["received", <Stamp key="r" at={receivedAt} />],
          ["stored", "with its job in one commit; answered 200 after it"],
          finishedAt === null
            ? ["processed", "not yet"]
            : [
                "processed",
                <span key="p">
                  <Stamp at={finishedAt} />, {waited} ms after it came
                </span>,
              ],
          ["counted", "as the source's proof: the next is due on the source's page"],
          ["sent on", "nothing: a test event opens no incident and pages nobody"],
        ]}
      />
    </Stack>
  );
}
