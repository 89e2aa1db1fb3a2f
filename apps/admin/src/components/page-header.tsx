import { Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./page-header.module.css";
import { usePageTitle } from "./page-title.ts";

/** A plain text as note explains the page and gives way where there is no room; other notes always stand. */
export function PageHeader({ title, note, children }: { title: string; note?: ReactNode; children?: ReactNode }) {
  usePageTitle(title);
  return (
    <div className={classes.frame}>
      <Group justify="space-between" px="md" py="xs" gap="xs" wrap="wrap" mih={46}>
        <Group gap="sm" align="baseline">
          <Title order={1}>{title}</Title>
          {note ? (
            <Text
              size="sm"
              c="dimmed"
              component="div"
              className={classes.note}
              data-short={typeof note === "string" || undefined}
            >
              {note}
            </Text>
          ) : null}
        </Group>
        <Group gap="xs">{children}</Group>
      </Group>
    </div>
  );
}
