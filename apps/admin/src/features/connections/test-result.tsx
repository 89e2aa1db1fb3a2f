import { Alert, Text } from "@mantine/core";
import type { ConnectionTest } from "@signalbox/contract";

/** What a test of a connection showed, in its words. */
export function TestResult({ test, error }: { test: ConnectionTest | undefined; error: Error | null }) {
  if (error !== null) {
    return (
      <Alert color="red" variant="light" role="alert" title="It could not be tested">
        <Text size="sm">{error.message}</Text>
      </Alert>
    );
  }
  if (test === undefined) return null;
  const isUntestable = test.trouble === "not-possible";
  const title = test.ok ? `It works: answered in ${test.durationMs} ms` : "It does not work yet";
  return (
    <Alert
      color={test.ok ? "green" : isUntestable ? "gray" : "red"}
      variant="light"
      role={test.ok || isUntestable ? "status" : "alert"}
      // The colour stands beside the words: as text it would be too pale.
      styles={{ title: { color: "var(--mantine-color-text)" } }}
      title={isUntestable ? "There is no harmless call to test it by" : title}
    >
      <Text size="sm" className="foreign">
        {test.sentence}
      </Text>
    </Alert>
  );
}
