import { Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { OrderPreview } from "../../../components/order-preview.tsx";
import { useMay } from "../../session/use-may.ts";
import { ruleQueries } from "../queries.ts";
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
  return preview.data === undefined ? null : <OrderPreview preview={preview.data} />;
}
