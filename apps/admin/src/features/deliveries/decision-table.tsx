import { Group, Stack, Text } from "@mantine/core";
import type { Decision } from "@signalbox/contract";
import { ClauseValues } from "../../components/clause-values.tsx";
import { StateBadge, type Tone } from "../../components/state-badge.tsx";

type RuleAnswer = Decision["rules"][number];

const outcomes: Record<RuleAnswer["outcome"], { tone: Tone; label: string }> = {
  fired: { tone: "settled", label: "fired" },
  "no-match": { tone: "quiet", label: "no match" },
  "not-asked": { tone: "quiet", label: "not asked" },
  error: { tone: "act", label: "could not be evaluated" },
};

/** Each rule's answer for one event, with the parts of its condition and what they saw. */
export function DecisionTable({ decision }: { decision: Decision }) {
  return (
    <Stack gap={6}>
      <Group gap="sm">
        <Text size="sm">{headline(decision)}</Text>
        {decision.otherwise ? <StateBadge state="otherwise" tone="wait" label="otherwise ran" /> : null}
        {decision.note === null ? null : (
          <Text size="sm" c="dimmed">
            {decision.ruleSet === null ? decision.note : `otherwise: ${decision.note}`}
          </Text>
        )}
      </Group>
      {decision.rules.map((rule) => (
        <RuleAnswerView key={rule.rule} rule={rule} />
      ))}
    </Stack>
  );
}

function headline({ ruleSet, rules, note }: Decision): string {
  if (ruleSet === null) return note === null ? "Rules were not asked." : "";
  if (rules.length === 0) return `Rules v${ruleSet}: none is for this change.`;
  return `Rules v${ruleSet}: ${rules.filter((rule) => rule.outcome === "fired").length} of ${rules.length} fired.`;
}

function RuleAnswerView({ rule }: { rule: RuleAnswer }) {
  return (
    <div>
      <Group gap="0 0.75rem">
        <StateBadge state={rule.outcome} {...outcomes[rule.outcome]} />
        <Text size="sm" fw={500}>
          {rule.rule}
        </Text>
        {rule.outcome === "fired" ? <Text size="sm">{rule.actions.join(", ") || "silence on purpose"}</Text> : null}
        {rule.reason === null ? null : (
          <Text size="sm" c="dimmed">
            {rule.reason}
          </Text>
        )}
      </Group>
      {rule.clauses.map((clause) => (
        <ClauseValues key={clause.source} clause={clause} />
      ))}
      {rule.clauses.length === 0 && rule.when !== null ? (
        <Text className="mono foreign" pl="lg">
          {rule.when}
        </Text>
      ) : null}
    </div>
  );
}
