import { List, Stack, Text } from "@mantine/core";
import type { SenderInfo } from "@signalbox/contract";
import { Facts } from "../../components/facts.tsx";
import { safeLink } from "../../lib/safe-link.ts";

const schemeWords: Record<string, string> = {
  hmac: "a signature over each delivery",
  sns: "a signature that Amazon's certificate proves",
  bearer: "a bearer token",
  basic: "a user and a password",
  "header-token": "a token in a header",
  "body-token": "a token in the body",
  "url-token": "the URL alone: who knows it can send",
};

const proofWords: Record<string, string> = {
  "published sample": "proven by published samples",
  "source code": "proven by the tool's own source code",
  "another receiver": "read as another program reads it",
  documentation: "read by the tool's documentation",
  "own format": "the format is defined by Signalbox",
  unproven: "unproven: look at the first deliveries closely",
};

/** What a monitoring tool does and does not do, before anything is made. */
export function SenderFacts({ sender }: { sender: SenderInfo }) {
  return (
    <Facts
      facts={[
        ["proves itself by", schemeWords[sender.scheme] ?? sender.scheme],
        ["id of a delivery", sender.sendsIds ? "it sends one" : "none: what it says tells repeats apart"],
        ["not answered", sender.retry],
        sender.timeLimit === null ? null : ["waits", sender.timeLimit],
        ["test event", sender.testEvent],
        ["serves itself", <Natives key="n" sender={sender} />],
        sender.sendsByGet ? ["GET", "possible, once its settings allow it"] : null,
        ["our reading", proofWords[sender.proof] ?? sender.proof],
        sender.doubts === null ? null : ["not certain", sender.doubts],
      ]}
    />
  );
}

function Natives({ sender }: { sender: SenderInfo }) {
  if (sender.natives.length === 0) return "nothing that is known";
  const words = sender.natives.join(", ");
  const link = sender.nativesLink === null ? null : safeLink(sender.nativesLink);
  return (
    <>
      {link === null ? (
        words
      ) : (
        <a href={link} target="_blank" rel="noreferrer">
          {words}
        </a>
      )}
      <Text size="xs" c="dimmed" component="span" display="block">
        Where one of these is all that you need, let the tool do it.
      </Text>
    </>
  );
}

/** How the tool is set up, step by step. */
export function SenderSteps({ sender }: { sender: SenderInfo }) {
  const link = sender.setup.link === null ? null : safeLink(sender.setup.link);
  return (
    <Stack gap={4}>
      <List size="sm" type="ordered" styles={{ item: { overflowWrap: "anywhere" } }}>
        {sender.setup.steps.map((step) => (
          <List.Item key={step}>{step}</List.Item>
        ))}
      </List>
      {link === null ? null : (
        <Text size="sm">
          <a href={link} target="_blank" rel="noreferrer">
            What its makers say
          </a>
        </Text>
      )}
    </Stack>
  );
}
