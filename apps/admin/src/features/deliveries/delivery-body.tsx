import { Anchor, Code, Group, SegmentedControl, Stack, Title } from "@mantine/core";
import { apiUrl, type DeliveryDetail } from "@signalbox/contract";
import { useState } from "react";
import { Facts } from "../../components/facts.tsx";

const views = ["pretty", "raw", "headers"] as const;

/** The body as it came; hostile text is shown, never run. */
export function DeliveryBody({ delivery }: { delivery: DeliveryDetail }) {
  const [view, setView] = useState<(typeof views)[number]>("pretty");
  const { kept } = delivery;
  if (kept === null) return null;
  return (
    <Stack gap={4} component="section">
      <Group justify="space-between">
        <Title order={2}>Body</Title>
        <Group gap="sm">
          <SegmentedControl
            size="xs"
            aria-label="Body as"
            data={[...views]}
            value={view}
            onChange={(next) => setView(next as typeof view)}
          />
          <Anchor size="sm" href={apiUrl("downloadDeliveryBody", { params: { id: delivery.id } })} download>
            Download
          </Anchor>
        </Group>
      </Group>
      {view === "headers" ? (
        <Facts
          facts={kept.headers.map(([name, value]) => [
            name,
            <span key="v" className="mono foreign">
              {value}
            </span>,
          ])}
        />
      ) : (
        <Code block className="foreign" mah={420} style={{ overflow: "auto", whiteSpace: "pre-wrap" }} tabIndex={0}>
          {view === "pretty" ? pretty(kept.text ?? kept.base64 ?? "") : (kept.text ?? kept.base64 ?? "")}
        </Code>
      )}
    </Stack>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
