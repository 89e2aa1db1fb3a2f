import { Center, Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { usePageTitle } from "../../components/page-title.ts";

/** The pages before the frame: sign-in and set-up. */
export function DoorPage({ title, children }: { title: string; children: ReactNode }) {
  usePageTitle(title);
  return (
    <Center mih="100dvh" p="md">
      <Paper withBorder p="lg" w="100%" maw={420}>
        <Stack gap="md">
          <Group gap="xs">
            <img src="/favicon.svg" alt="" width={22} height={22} />
            <Text fw={600}>Signalbox</Text>
          </Group>
          <Title order={1}>{title}</Title>
          {children}
        </Stack>
      </Paper>
    </Center>
  );
}
