import { Alert, List, Stack, Text } from "@mantine/core";
import type { apiRoutes, CoverageAnswer, RouteAnswer } from "@signalbox/contract";
import { StateBadge } from "../../../components/state-badge.tsx";
import { Time } from "../../../components/time.tsx";

type Found = RouteAnswer<typeof apiRoutes.getCoverageMoment>;

/** The answer for one time by the clock: two where the clock shows it twice, none where it leaves it out. */
export function MomentAnswers({ found, at }: { found: Found; at: string }) {
  const { moments, like, timeZone } = found;
  const shown = `${at.slice(11)} on ${at.slice(0, 10)} in ${timeZone}`;
  if (moments.length === 0) {
    return (
      <Alert color="yellow" variant="light" role="status">
        The clock never shows {shown}: summer time begins, and that hour is left out.
      </Alert>
    );
  }
  return (
    <Stack gap="xs" role="status" aria-label="Who is told then">
      {moments.length > 1 ? (
        <Text size="sm">
          The clock shows {shown} twice, as summer time ends: first in summer time, then in winter time.
        </Text>
      ) : null}
      {moments.map(({ at: instant, answer }) => (
        <AnswerLines key={instant} answer={answer} />
      ))}
      <Text size="xs" c="dimmed">
        {like === null
          ? "It never had an event: no monitor and no labels are supposed, and rules that ask for them do not match."
          : `As its last event was: ${like.monitor ?? "no monitor"} of ${like.source}${labelText(like.labels)}. First incident of the day, not muted, not flapping.`}
      </Text>
    </Stack>
  );
}

function AnswerLines({ answer }: { answer: CoverageAnswer }) {
  return (
    <div>
      {answer.silence === null ? null : (
        <StateBadge state="nobody" tone="act" label={`nobody is paged: ${answer.silence}`} />
      )}
      <List size="sm" spacing={2}>
        {answer.told.map((one) => (
          <List.Item key={`${one.rule} ${one.kind} ${one.connection} ${one.to?.team}`}>
            {one.kind === "page" ? <Page to={one.to} /> : one.kind} → {one.connection}
            {one.holdSeconds > 0 ? `, held ${one.holdSeconds} s` : ""}, by <b className="foreign">{one.rule}</b>
          </List.Item>
        ))}
      </List>
    </div>
  );
}

function Page({ to }: { to: CoverageAnswer["told"][number]["to"] }) {
  if (to === null) return <>page</>;
  const { team, person, basis, askedAt } = to;
  return (
    <>
      page{" "}
      {person === null ? (
        <b>{team === null ? "whoever the pager rings" : `whoever the pager rings for ${team}`}</b>
      ) : (
        <b className="foreign">{person}</b>
      )}
      {basis === null ? null : ` (${basisWords[basis] ?? basis})`}
      {askedAt === null ? null : (
        <>
          {" "}
          asked <Time at={askedAt} />
        </>
      )}
    </>
  );
}

const basisWords: Record<string, string> = {
  rotation: "by the rotation",
  override: "by an override",
  fallback: "the fallback",
  "last-good": "as the look-up answered last: it can't be asked about another time",
};

function labelText(labels: Record<string, string>): string {
  const all = Object.entries(labels);
  return all.length === 0 ? "" : `, ${all.map(([name, value]) => `${name}=${value}`).join(", ")}`;
}
