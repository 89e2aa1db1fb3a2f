import { Text } from "@mantine/core";
import type { Obligation } from "@signalbox/contract";
import { Time } from "./time.tsx";

/** Of a page: to whom it goes on and when, or why it was sent. Nothing for what is no page, or has been acknowledged. */
export function Escalation({ obligation }: { obligation: Pick<Obligation, "escalation" | "escalates"> }) {
  const { escalation, escalates } = obligation;
  if (escalation !== null) {
    return (
      <Text size="sm" component="span">
        nobody has acknowledged: goes on <Time at={escalation.at} /> to{" "}
        {escalation.to === "failures" ? "the next path of failures" : escalation.to}
      </Text>
    );
  }
  if (escalates === null) return null;
  return (
    <Text size="sm" c="dimmed" component="span">
      sent to {escalates.to ?? "whoever is on call"} because nobody had acknowledged
    </Text>
  );
}
