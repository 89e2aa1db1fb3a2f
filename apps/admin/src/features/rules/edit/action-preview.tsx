import { Group, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { StateBadge } from "../../../components/state-badge.tsx";
import { Time } from "../../../components/time.tsx";
import { useMay } from "../../session/use-may.ts";
import { ruleQueries } from "../queries.ts";
import classes from "./action-form.module.css";
import type { EditedAction } from "./rule-model.ts";

/** What an action would send for an event, and who would get it now. */
export function ActionPreview({ action, event }: { action: EditedAction; event: string }) {
  const [asked] = useDebouncedValue(action, 300);
  const may = useMay("previewRuleAction");
  const preview = useQuery({ ...ruleQueries.preview(asked, event), placeholderData: keepPreviousData, enabled: may });
  if (preview.isError) {
    return (
      <Text size="xs" c="dimmed">
        No preview: {preview.error.message}
      </Text>
    );
  }
  if (preview.data === undefined) return null;
  const { fields, body, problem, who } = preview.data;
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
          {body === null ? null : <pre className={`mono foreign ${classes.preview}`}>{prettyJson(body)}</pre>}
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
