import { Group, Stack, Text } from "@mantine/core";
import type { RehearsedOrder } from "@signalbox/contract";
import classes from "./order-preview.module.css";
import { StateBadge } from "./state-badge.tsx";
import { Time } from "./time.tsx";

/** What an action would send, and who would get it now. */
export function OrderPreview({ preview }: { preview: Pick<RehearsedOrder, "fields" | "body" | "problem" | "who"> }) {
  const { fields, body, problem, who } = preview;
  const shown = Object.entries(fields).filter(([, value]) => value !== null && value !== "");
  return (
    <Stack gap={2} aria-label="Preview" component="section">
      {problem === null ? null : (
        <Group gap="xs" wrap="nowrap" role="status">
          <StateBadge state="error" tone="act" label="can't be filled in" />
          <Text size="sm">{problem}</Text>
        </Group>
      )}
      {who === null ? null : (
        <Text size="sm">
          Now {who.person === null ? "nobody is on call for" : <b className="foreign">{who.person}</b>}
          {who.person === null ? ` ${who.team}` : ` would get it, on call for ${who.team}`}
          {who.basis === null ? null : (
            <Text span inherit c="dimmed">
              {" "}
              ({who.basis}
              {who.askedAt === null ? "" : ", asked "}
              {who.askedAt === null ? null : <Time at={who.askedAt} />})
            </Text>
          )}
        </Text>
      )}
      {shown.length === 0 && body === null ? null : (
        <details>
          <summary>
            <Text span size="xs" c="dimmed">
              preview
            </Text>
          </summary>
          {shown.map(([name, value]) => (
            <Text key={name} size="xs" className="foreign">
              <b>{name}</b> {typeof value === "string" ? value : JSON.stringify(value)}
            </Text>
          ))}
          {body === null ? null : <pre className={`mono foreign ${classes.body}`}>{prettyJson(body)}</pre>}
        </details>
      )}
    </Stack>
  );
}

function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
