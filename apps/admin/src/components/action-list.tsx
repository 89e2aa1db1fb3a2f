import { Anchor, Code, Collapse, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ActionDetail } from "@signalbox/contract";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { actionWords } from "../lib/action-words.ts";
import { safeLink } from "../lib/safe-link.ts";
import { RunOutput } from "./run-output.tsx";
import { StateBadge } from "./state-badge.tsx";
import { Stamp, Time } from "./time.tsx";

/** What was to be done outside, with each try on request.
 *  @param props.more what may be done about one, below its line */
export function ActionList({
  actions,
  empty,
  more,
}: {
  actions: readonly ActionDetail[];
  empty: string;
  more?: (action: ActionDetail) => ReactNode;
}) {
  if (actions.length === 0) return <Text size="sm">{empty}</Text>;
  return (
    <Stack gap={2}>
      {actions.map((action) => (
        <Group key={action.id} gap="sm" wrap="nowrap" align="flex-start">
          <Stamp at={action.finishedAt ?? action.madeAt} />
          <ActionLine action={action} />
          {more?.(action)}
        </Group>
      ))}
    </Stack>
  );
}

/** One action in words, with its tries on request. `asksWhy`: leads to the delivery whose event ordered it. */
export function ActionLine({ action, asksWhy = false }: { action: ActionDetail; asksWhy?: boolean }) {
  const [open, { toggle }] = useDisclosure(false);
  const isOpen = action.finishedAt === null;
  // While it runs elsewhere, whether it has run is not known, and is no question yet.
  const state = isFollowed(action) ? "running" : action.state;
  return (
    <div style={{ minWidth: 0, flex: 1 }}>
      <Group gap="0 0.75rem" wrap="wrap">
        <StateBadge
          state={state}
          label={actionWords({ ...action, state })}
          {...(isOpen && state === "unknown" ? { tone: "wait" as const } : {})}
        />
        {action.externalId === null ? null : (
          <Text size="sm" className="foreign" fw={500}>
            {action.externalUrl === null || safeLink(action.externalUrl) === null ? (
              action.externalId
            ) : (
              <Anchor href={action.externalUrl} rel="noreferrer" target="_blank" size="sm">
                {action.externalId}
              </Anchor>
            )}
          </Text>
        )}
        {action.connection === null ? null : (
          <Text size="sm" component="span">
            in{" "}
            <Link to="/connections/$key" params={{ key: action.connection }}>
              {action.connection}
            </Link>
          </Text>
        )}
        {action.rule === null ? null : (
          <Text size="sm" c="dimmed">
            {sayOrdered(action.rule, action.ruleSet)}
            {asksWhy ? <Why action={action} /> : null}
          </Text>
        )}
        {action.attempts.length === 0 ? null : (
          <UnstyledButton onClick={toggle} aria-expanded={open}>
            <Text size="sm" td="underline">
              {action.attempts.length} {action.attempts.length === 1 ? "attempt" : "attempts"}
            </Text>
          </UnstyledButton>
        )}
      </Group>
      {action.state === "done" ? null : <Progress action={action} />}
      <Runs action={action} />
      <Collapse expanded={open}>
        <Attempts attempts={action.attempts} />
      </Collapse>
    </div>
  );
}

// A remediation that waits for a yes leads to where it is given; one that runs shows what it prints.
function Runs({ action }: { action: ActionDetail }) {
  const [open, { toggle }] = useDisclosure(false);
  const last = action.runs.at(-1);
  return (
    <>
      {action.approvalId === null ? null : (
        <Text size="sm" component="span">
          <Link to="/approvals/$id" params={{ id: action.approvalId }}>
            {action.state === "needs_approval" ? "look and decide" : "who said yes or no"}
          </Link>
        </Text>
      )}
      {last === undefined ? null : (
        <>
          {" "}
          <UnstyledButton onClick={toggle} aria-expanded={open}>
            <Text size="sm" td="underline">
              output
            </Text>
          </UnstyledButton>
          {open ? <RunOutput run={last} /> : null}
        </>
      )}
    </>
  );
}

function isFollowed({ runs }: ActionDetail): boolean {
  return runs.some(({ endedAt }) => endedAt === null);
}

function Progress({ action }: { action: ActionDetail }) {
  const answered = action.attempts.findLast((attempt) => attempt.responseStatus !== null);
  const told = [
    answered === undefined ? null : `${action.connection} answered ${answered.responseStatus}`,
    action.reason,
  ].filter((part) => part !== null);
  // The end of time stands for "when a person has decided".
  const waitsForPerson = action.finishedAt === null && action.nextTryAt.startsWith("9999-");
  const triesAgain =
    !waitsForPerson &&
    !isFollowed(action) &&
    action.finishedAt === null &&
    (action.tries > 0 || action.reason !== null);
  if (waitsForPerson) told.push("waits for a person");
  if (told.length === 0 && !triesAgain) return null;
  return (
    <Text size="sm" c="dimmed">
      {told.join(" · ")}
      {triesAgain ? (
        <>
          {told.length > 0 ? " · " : ""}next try <Time at={action.nextTryAt} />
        </>
      ) : null}
    </Text>
  );
}

// What was opened has a page of its own; an event's id holds that of its delivery.
function Why({ action: { obligationId, eventId } }: { action: ActionDetail }) {
  if (obligationId !== null) {
    return (
      <>
        {" "}
        <Link to="/obligations/$id" params={{ id: obligationId }}>
          why?
        </Link>
      </>
    );
  }
  const delivery = /^evt_([0-9a-f]{32})_/.exec(eventId ?? "")?.[1];
  if (delivery === undefined) return null;
  return (
    <>
      {" "}
      <Link to="/deliveries/$id" params={{ id: `dlv_${delivery}` }}>
        why?
      </Link>
    </>
  );
}

function Attempts({ attempts }: { attempts: ActionDetail["attempts"] }) {
  return (
    <Stack gap={6} py={4}>
      {attempts.map((attempt) => (
        <div key={`${attempt.actionId}-${attempt.number}`}>
          <Group gap="sm">
            <Text size="sm">
              {attempt.number}. {attempt.step}
            </Text>
            <Stamp at={attempt.startedAt} />
            <StateBadge state={attempt.outcome ?? "running"} />
            <Text size="sm" c="dimmed">
              {[
                attempt.responseStatus && `answer ${attempt.responseStatus}`,
                attempt.outcome === "delivered" ? null : attempt.reason,
                attempt.durationMs !== null && `${Math.round(attempt.durationMs)} ms`,
              ]
                .filter(Boolean)
                .join(" · ")}
            </Text>
          </Group>
          {attempt.request === null ? null : (
            <Code
              block
              fz="xs"
              mah={160}
              className="foreign"
              style={{ overflow: "auto", whiteSpace: "pre-wrap" }}
              tabIndex={0}
            >
              {`${attempt.request.method} ${attempt.request.url}\n${attempt.request.body ?? ""}`}
              {attempt.responseBody === null ? "" : `\n\n→ ${attempt.responseBody}`}
            </Code>
          )}
        </div>
      ))}
    </Stack>
  );
}

// A drill orders its ticket itself, as `drill:<its key>`; no key of a rule has a colon.
function sayOrdered(rule: string, ruleSet: number | null): string {
  const [, drill] = rule.split(":");
  if (drill !== undefined) return `by the drill ${drill}`;
  return `by rule ${rule}${ruleSet === null ? "" : ` (v${ruleSet})`}`;
}
