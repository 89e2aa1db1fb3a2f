import { Button, Group, Stack, Title } from "@mantine/core";
import { type Source, type SourceSettings, sourceDefaults } from "@signalbox/contract";
import { useState } from "react";
import { Facts } from "../../components/facts.tsx";
import { Time } from "../../components/time.tsx";
import { useMay } from "../session/use-may.ts";
import { ChangeSource } from "./change-source.tsx";
import { TestDue } from "./test-due.tsx";

/** What a source takes, and when its incidents join, flap and grow stale; with the form to change it. */
export function SourceSettingsSection({ source }: { source: Source }) {
  const may = useMay("updateSource");
  const [isOpen, setIsOpen] = useState(false);
  const settings = source.settings as SourceSettings;
  const { reopenWindow = sourceDefaults.reopenWindow, flapping = sourceDefaults.flapping, rateLimit } = settings;
  return (
    <Stack gap="xs" component="section" align="flex-start">
      <Title order={2}>Settings</Title>
      <Facts
        facts={[
          [
            "test event",
            settings.expectTestEvery === undefined
              ? "any delivery within 7d is proof enough"
              : `asked for every ${settings.expectTestEvery}`,
          ],
          ["last test event", source.test.lastAt === null ? "none came yet" : <Time key="t" at={source.test.lastAt} />],
          ["next due", source.retiredAt === null ? <TestDue key="d" test={source.test} /> : "never: it is retired"],
          ["opens again", `within ${reopenWindow} it is the same incident`],
          ["flaps", `from ${flapping.opens} openings within ${flapping.within} on`],
          ["stale", settings.staleAfter === undefined ? "nobody is asked" : `after ${settings.staleAfter} of silence`],
          ["taken from", source.networks.length === 0 ? "anywhere" : source.networks.join(", ")],
          ["at most", rateLimit === undefined ? "as fast as it likes" : `${rateLimit.perSecond} a second`],
          settings.bodyBytesMax === undefined ? null : ["body", `up to ${settings.bodyBytesMax / 1024} KiB`],
          settings.timeZone === undefined ? null : ["its times", settings.timeZone],
          settings.allowGet === true ? ["GET", "taken too: its query is the body"] : null,
          settings.signedTime === "first-send" ? ["retries", "carry the signed time of the first try"] : null,
        ]}
      />
      {may ? (
        <Group>
          <Button onClick={() => setIsOpen(true)}>Change…</Button>
        </Group>
      ) : null}
      {isOpen ? <ChangeSource source={source} onClose={() => setIsOpen(false)} /> : null}
    </Stack>
  );
}
