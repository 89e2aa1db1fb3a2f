import { Button, Group, Stack, Title } from "@mantine/core";
import type { Source } from "@signalbox/contract";
import { type ReactNode, useState } from "react";
import { Facts } from "../../components/facts.tsx";
import { useMay } from "../session/use-may.ts";
import { ChangeProof } from "./change-proof.tsx";
import { proofWays, topicFields, wordsOf } from "./proof-fields.ts";

/** How a source proves itself, with the form to change it. */
export function SourceProof({ source }: { source: Source }) {
  const may = useMay("updateSource");
  const [isOpen, setIsOpen] = useState(false);
  const way = proofWays.find(({ scheme }) => scheme === (source.auth.scheme ?? "")) ?? proofWays[0]!;
  const said = [...way.fields, ...topicFields].flatMap((field): [string, ReactNode][] => {
    const words = wordsOf(field, source.auth[field.name]);
    return words.length === 0 ? [] : [[field.label, words.map((each) => <div key={each}>{each}</div>)]];
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
