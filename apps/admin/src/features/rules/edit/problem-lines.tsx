import { Group, Stack, Text } from "@mantine/core";
import type { RuleProblem } from "@signalbox/contract";
import { StateBadge } from "../../../components/state-badge.tsx";

/** Problems with where they stand. @param places lines and columns of the text, where that is what is shown */
export function ProblemLines({ problems, places }: { problems: readonly RuleProblem[]; places?: boolean }) {
  if (problems.length === 0) return null;
  return (
    <Stack gap={2} role="status">
      {problems.map((problem) => (
        <Group key={`${problem.path}-${problem.line}-${problem.message}`} gap="sm" wrap="nowrap" align="flex-start">
          <StateBadge
            state={problem.level}
            tone={problem.level === "error" ? "act" : "wait"}
            label={places && problem.line !== null ? `line ${problem.line}:${problem.column ?? 1}` : problem.level}
          />
          <Text size="sm" className="foreign">
            {problem.path === "" ? "" : <span className="mono">{problem.path} </span>}
            {problem.message}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
