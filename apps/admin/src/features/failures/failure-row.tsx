import { Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Failure } from "@signalbox/contract";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { BesideLastGood } from "./beside-last-good.tsx";
import { deliveryToMap } from "./delivery-to-map.ts";
import { FailureActions } from "./failure-actions.tsx";
import { FailureMore } from "./failure-more.tsx";
import { FailureSubjects } from "./failure-subjects.tsx";
import classes from "./failures-page.module.css";

export function FailureRow({ failure }: { failure: Failure }) {
  const [isOpen, more] = useDisclosure(false);
  const mappable = deliveryToMap(failure);
  return (
    <li className={classes.row} id={failure.id}>
      <Stack gap={2} className={classes.words ?? ""}>
        <Group gap="sm">
          <State failure={failure} />
          <Text size="sm" c="dimmed">
            <Time at={failure.firstAt} />
            {failure.occurrences > 1 ? ` · ${failure.occurrences} times, last ` : ""}
            {failure.occurrences > 1 ? <Time at={failure.lastAt} /> : null}
          </Text>
          <Paging failure={failure} />
        </Group>
        <Text fw={500} className="foreign">
          {failure.reason}
        </Text>
        <Text size="sm" className="foreign">
          {failure.advice}
        </Text>
        <Group gap="sm">
          <Text size="sm" c="dimmed" component="div">
            {failure.title} · <FailureSubjects failure={failure} />
          </Text>
          <Button variant="subtle" size="compact-xs" color="gray" onClick={more.toggle} aria-expanded={isOpen}>
            {isOpen ? "Less" : "More"}
          </Button>
        </Group>
        {failure.settledBy === null ? null : (
          <Text size="sm" c="dimmed" className="foreign">
            {failure.settledBy === "system" ? "settled itself" : `settled by ${failure.settledBy}`}{" "}
            <Time at={failure.settledAt} />: {failure.settledReason}
          </Text>
        )}
        {mappable === null || failure.status !== "open" ? null : <BesideLastGood delivery={mappable.delivery} />}
        {isOpen ? <FailureMore id={failure.id} /> : null}
      </Stack>
      {failure.status === "open" ? <FailureActions failure={failure} /> : null}
    </li>
  );
}

function State({ failure }: { failure: Failure }) {
  if (failure.status === "settled") return <StateBadge state="settled" />;
  if (failure.acknowledgedBy !== null)
    return <StateBadge state="taken" tone="progress" label={`with ${failure.acknowledgedBy}`} />;
  return <StateBadge state="open" label="to settle" />;
}

function Paging({ failure }: { failure: Failure }) {
  if (failure.nobodyReached) {
    return <StateBadge state="nobody" tone="act" label="nobody could be paged" />;
  }
  return (
    <Text size="sm" c="dimmed">
      {failure.pages ? (failure.pagedAt === null ? "nobody paged yet" : "paged ") : "pages nobody"}
      {failure.pagedAt === null ? null : <Time at={failure.pagedAt} />}
    </Text>
  );
}
