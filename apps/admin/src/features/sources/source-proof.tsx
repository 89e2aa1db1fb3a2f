import { Button, Group, Stack, Title } from "@mantine/core";
import type { Source } from "@signalbox/contract";
import { useState } from "react";
import { Facts } from "../../components/facts.tsx";
import { useMay } from "../session/use-may.ts";
import { ChangeProof } from "./change-proof.tsx";
import { proofWays, topicFields } from "./proof-fields.ts";

/** How a source proves itself, with the form to change it. */
export function SourceProof({ source }: { source: Source }) {
  const may = useMay("updateSource");
  const [isOpen, setIsOpen] = useState(false);
  const way = proofWays.find(({ scheme }) => scheme === (source.auth.scheme ?? "")) ?? proofWays[0]!;
  const said = [...way.fields, ...topicFields].flatMap(({ name, label }): [string, string][] => {
    const value = source.auth[name];
    return value === undefined ? [] : [[label, Array.isArray(value) ? value.join(", ") : String(value)]];
  });
  return (
    <Stack gap="xs" component="section" align="flex-start">
      <Title order={2}>How it proves itself</Title>
      <Facts facts={[["by", way.label], ...said]} />
      {may ? (
        <Group>
          <Button onClick={() => setIsOpen(true)} aria-label="Change how it proves itself">
            Change…
          </Button>
        </Group>
      ) : null}
      {isOpen ? <ChangeProof source={source} onClose={() => setIsOpen(false)} /> : null}
    </Stack>
  );
}
