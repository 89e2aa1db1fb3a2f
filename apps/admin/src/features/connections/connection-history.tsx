import { Stack, Text, Title } from "@mantine/core";
import type { ConnectionDetail } from "@signalbox/contract";
import { Time } from "../../components/time.tsx";

const words: Record<string, string> = {
  created: "made",
  updated: "changed",
  retired: "taken out of use",
  resumed: "used again by hand",
  paused: "paused: its credentials were refused or missing",
  tested: "tested",
  "breaker-opened": "breaker opened: too many calls failed, what comes waits",
  "breaker-closed": "breaker closed: calls work again",
  "breaker-probing": "one call was let through to see",
  "check-started": "comparison begun",
  "secrets-stored": "a new credential was stored",
  "secrets-ended": "a credential ended",
};

/** The last changes of a connection: its breaker, pauses, settings and tests. */
export function ConnectionHistory({ history }: { history: ConnectionDetail["history"] }) {
  if (history.length === 0) return null;
  return (
    <Stack gap={4} component="section">
      <Title order={2}>Last changes</Title>
      {history.map(({ at, what, actor, details }) => (
        <Text key={`${at}-${what}`} size="sm" className="foreign">
          <Time at={at} /> · {words[what] ?? what.replaceAll("-", " ")}
          {what === "tested" ? (details.ok === true ? ", it works" : `, trouble: ${String(details.trouble)}`) : null}
          {typeof details.reason === "string" ? ` (${details.reason})` : null}
          {what === "breaker-opened" && typeof details.openUntil === "string" ? (
            <>
              {" until "}
              <Time at={details.openUntil} />
            </>
          ) : null}
          <Text span c="dimmed" size="sm">
            {actor === "worker" ? "" : ` · ${actor}`}
          </Text>
        </Text>
      ))}
    </Stack>
  );
}
