import { Alert, Blockquote, Button, Code, Collapse, Group, Skeleton, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { WaitingForPerson } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { QueryStates } from "../../components/page-states.tsx";
import { Time } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import { useMay } from "../session/use-may.ts";
import { AskReason } from "./ask-reason.tsx";
import { approvalQueries } from "./queries.ts";
import { useDecision } from "./use-decision.ts";

/** A status post that is published by itself unless somebody stops it: what it will say, and the two buttons. */
export function DraftCard({ waiting }: { waiting: WaitingForPerson }) {
  const [stopping, ask] = useDisclosure(false);
  const [publishing, askFirst] = useDisclosure(false);
  const params = { id: waiting.id };
  const publish = useDecision(() => api.publishDraft({ params, body: {} }), "Published");
  const stop = useDecision(
    (reason: string) => api.stopDraft({ params, body: { reason } }),
    "Stopped: nothing is posted",
  );
  const may = { publish: useMay("publishDraft"), stop: useMay("stopDraft") };
  return (
    <>
      <Text size="sm">
        {waiting.action.connection === null ? null : (
          <>
            In{" "}
            <Link to="/connections/$key" params={{ key: waiting.action.connection }}>
              {waiting.action.connection}
            </Link>
            ,{" "}
          </>
        )}
        by rule {waiting.action.rule}: published by itself <Time at={waiting.publishesAt} /> unless somebody stops it.
      </Text>
      <Preview id={waiting.id} />
      <Group gap="xs">
        {may.publish ? (
          <Button variant="filled" onClick={askFirst.open}>
            Publish now…
          </Button>
        ) : null}
        {may.stop ? <Button onClick={ask.open}>Stop…</Button> : null}
      </Group>
      <AskReason
        opened={publishing}
        onClose={askFirst.close}
        title="Publish this status post now"
        button="Publish"
        isPending={publish.isPending}
        onDecide={() => publish.mutate("", { onSuccess: askFirst.close })}
      >
        Customers read it at once, and what they have read can't be taken back.
      </AskReason>
      <AskReason
        opened={stopping}
        onClose={ask.close}
        title="Stop this status post"
        label="Why is it not published?"
        button="Stop it"
        isPending={stop.isPending}
        onDecide={(reason) => stop.mutate(reason, { onSuccess: ask.close })}
      >
        Nothing is posted about this outage any more, not for further incidents of it either.
      </AskReason>
    </>
  );
}

function Preview({ id }: { id: string }) {
  const preview = useQuery(approvalQueries.preview(id));
  const [open, { toggle }] = useDisclosure(false);
  if (preview.isPending) return <Skeleton h={58} my={4} aria-busy="true" />;
  return (
    <QueryStates query={preview}>
      {({ title, text, impact, body, problem }) =>
        problem !== null ? (
          <Alert color="red" variant="light" title="It can't be published as it is">
            {problem}
          </Alert>
        ) : (
          <div>
            {title === null && text === null ? null : (
              <Blockquote p="xs" my={4} className="foreign">
                {title === null ? null : <Text fw={500}>{title}</Text>}
                <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
                  {text}
                </Text>
                {impact === null ? null : (
                  <Text size="sm" c="dimmed">
                    impact: {impact}
                  </Text>
                )}
              </Blockquote>
            )}
            <UnstyledButton onClick={toggle} aria-expanded={open}>
              <Text size="sm" td="underline">
                What is sent, word for word
              </Text>
            </UnstyledButton>
            <Collapse expanded={open}>
              <Code
                block
                fz="xs"
                mah={240}
                className="foreign"
                style={{ overflow: "auto", whiteSpace: "pre-wrap" }}
                tabIndex={0}
              >
                {body}
              </Code>
            </Collapse>
          </div>
        )
      }
    </QueryStates>
  );
}
