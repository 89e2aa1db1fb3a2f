import { Group, Stack, Text } from "@mantine/core";
import type { Decision } from "@signalbox/contract";
import { Link } from "@tanstack/react-router";
import { ClauseValues } from "./clause-values.tsx";
import { StateBadge, type Tone } from "./state-badge.tsx";
import { Time } from "./time.tsx";

type RuleAnswer = Decision["rules"][number];

const outcomes: Record<RuleAnswer["outcome"], { tone: Tone; label: string }> = {
  fired: { tone: "settled", label: "fired" },
  "no-match": { tone: "quiet", label: "no match" },
  "not-asked": { tone: "quiet", label: "not asked" },
  error: { tone: "act", label: "could not be evaluated" },
};

/** Each rule's answer for one event, with the parts of its condition and what they saw, and who was on call.
 *  @param first key of the rule that is asked about: it stands before the others */
export function DecisionTable({ decision, first }: { decision: Decision; first?: string }) {
  const rules = decision.rules.toSorted((a, b) => Number(b.rule === first) - Number(a.rule === first));
  return (
    <Stack gap={6}>
      <Group gap="sm">
        <Text size="sm">
          {headline(decision)}
          {decision.ruleSet === null ? null : (
            <>
              {" "}
              <Link to="/rules/versions/$number" params={{ number: String(decision.ruleSet) }}>
                v{decision.ruleSet}
              </Link>
            </>
          )}
        </Text>
        {decision.otherwise ? (
          <StateBadge
            state="otherwise"
            tone={decision.rehearsal ? "quiet" : "wait"}
            label={decision.rehearsal ? "otherwise would run" : "otherwise ran"}
          />
        ) : null}
        {decision.note === null ? null : (
          <Text size="sm" c="dimmed">
            {decision.ruleSet === null ? decision.note : `otherwise: ${decision.note}`}
          </Text>
        )}
      </Group>
      <OnCallThen onCall={decision.onCall} />
      {rules.map((rule) => (
        <RuleAnswerView key={rule.rule} rule={rule} />
      ))}
    </Stack>
  );
}

function headline({ ruleSet, rules, note, rehearsal }: Decision): string {
  if (ruleSet === null) return note === null ? "Rules were not asked." : "";
  if (rehearsal) {
    const fired = rules.filter((rule) => rule.outcome === "fired").length;
    return `A test event changes nothing. Of a real one rules v${ruleSet} would have said: ${fired} of ${rules.length} fire.`;
  }
  if (rules.length === 0) return "No rule is for this change, of";
  return `${rules.filter((rule) => rule.outcome === "fired").length} of ${rules.length} rules fired, of`;
}

/** Who was on call as far as was known then, and how old that was. */
function OnCallThen({ onCall }: { onCall: Decision["onCall"] }) {
  if (onCall === null) return null;
  const { person, team, basis, askedAt, ageSeconds } = onCall;
  return (
    <Text size="sm">
      On call{team === null ? "" : ` for ${team}`}: <b className="foreign">{person ?? "nobody"}</b>
      <Text span inherit c="dimmed">
        {", "}
        {basisWords[basis] ?? basis}
        {ageSeconds === null ? "" : `, ${ageSeconds} s old then`}
        {askedAt === null ? null : (
          <>
            , asked <Time at={askedAt} />
          </>
        )}
      </Text>
    </Text>
  );
}

const basisWords: Record<string, string> = {
  rotation: "by the rotation",
  override: "by an override",
  fresh: "as the look-up answered",
  "last-good": "by the last good answer of the look-up",
  fallback: "the fallback: there was no answer",
};

/** One rule's answer for an event, with the parts of its condition and what they saw. */
export function RuleAnswerView({ rule }: { rule: RuleAnswer }) {
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
      {rule.conditions.map((condition) => (
        <div key={`${condition.action} ${condition.when}`}>
          <Group gap="0 0.75rem" pl="lg">
            <StateBadge
              state={condition.outcome}
              tone={condition.outcome === "true" ? "settled" : condition.outcome === "not-evaluable" ? "act" : "quiet"}
              label={condition.outcome === "true" ? "goes out" : "does not go out"}
            />
            <Text size="sm">{condition.action}, only when</Text>
          </Group>
          {condition.clauses.map((clause) => (
            <div key={clause.source} style={{ paddingInlineStart: "1rem" }}>
              <ClauseValues clause={clause} />
            </div>
          ))}
        </div>
      ))}
      {rule.clauses.length === 0 && rule.when !== null ? (
        <Text className="mono foreign" pl="lg">
          {rule.when}
        </Text>
      ) : null}
    </div>
  );
}
