import { Code, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { DeliveryDetail } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { MakeMapping } from "../../components/make-mapping.tsx";
import { MisfitTable } from "../../components/misfit-table.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { Time } from "../../components/time.tsx";
import { useMay } from "../session/use-may.ts";
import { deliveryQueries } from "./queries.ts";

/** The fields that no longer fit, and the payloads side by side: what has changed is seen at a glance. */
export function WhatDoesNotFit({ delivery }: { delivery: DeliveryDetail }) {
  const comparison = useQuery(deliveryQueries.comparison(delivery.id));
  const mayMap = useMay("saveMapping");
  return (
    <Stack gap="xs" component="section" aria-label="What does not fit">
      <Title order={2}>What does not fit</Title>
      <QueryStates query={comparison}>
        {({ misfits, lastGood }) => (
          <>
            {misfits.length === 0 ? (
              <Text size="sm">By the code and the mapping of today everything fits: retry it.</Text>
            ) : (
              <MisfitTable rows={misfits} />
            )}
            {mayMap && delivery.kept !== null ? (
              <div>
                <MakeMapping source={delivery.source} delivery={delivery.id} />
              </div>
            ) : null}
            {lastGood === null ? (
              <Text size="sm" c="dimmed">
                No earlier delivery of this source could be read whole, so that there is nothing to compare it with.
              </Text>
            ) : (
              <SimpleGrid cols={{ base: 1, lg: 2 }}>
                <Side title={<>This one</>} text={delivery.kept?.text ?? null} />
                <Side
                  title={
                    <Link to="/deliveries/$id" params={{ id: lastGood.id }}>
                      The last good one, <Time at={lastGood.receivedAt} />
                    </Link>
                  }
                  text={lastGood.text}
                />
              </SimpleGrid>
            )}
          </>
        )}
      </QueryStates>
    </Stack>
  );
}

function Side({ title, text }: { title: React.ReactNode; text: string | null }) {
  return (
    <div>
      <Text size="sm" component="div">
        {title}
      </Text>
      <Code block className="foreign" mah={320} style={{ overflow: "auto", whiteSpace: "pre-wrap" }} tabIndex={0}>
        {text === null ? "no text" : layOut(text)}
      </Code>
    </div>
  );
}

function layOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
