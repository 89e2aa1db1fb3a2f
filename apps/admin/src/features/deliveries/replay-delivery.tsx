import { Button, Checkbox, Group, List, Modal, Stack, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { DeliveryDetail, Replay } from "@signalbox/contract";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { QueryStates } from "../../components/page-states.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";
import { useMay } from "../session/use-may.ts";
import { deliveryQueries } from "./queries.ts";

/** Shows what a replay would do, and lets it happen with a reason. */
export function ReplayDelivery({ delivery }: { delivery: DeliveryDetail }) {
  const may = useMay("replayDelivery");
  const [isOpen, setIsOpen] = useState(false);
  if (!may || delivery.state === "received" || delivery.state === "failed" || delivery.kept === null) return null;
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>Replay…</Button>
      {isOpen ? <ReplayDialog id={delivery.id} onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}

function ReplayDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const [taking, setTaking] = useState<number[]>([]);
  const asRead = useQuery(deliveryQueries.replay(id));
  const preview = useQuery({ ...deliveryQueries.replay(id, taking), placeholderData: keepPreviousData });
  return (
    <Modal opened onClose={onClose} title="Replay by today's code and rules" size="lg">
      <QueryStates query={preview}>
        {(plan) => (
          <Stack gap="sm">
            <NewReadings events={asRead.data?.events ?? []} taking={taking} onTake={setTaking} />
            <ReplayForm id={id} plan={plan} taking={taking} isLooking={preview.isPlaceholderData} onClose={onClose} />
          </Stack>
        )}
      </QueryStates>
    </Modal>
  );
}

// What reads otherwise today, for a person to say which reading holds.
function NewReadings(props: {
  events: Replay["events"];
  taking: readonly number[];
  onTake: (ordinals: number[]) => void;
}) {
  const { events, taking, onTake } = props;
  return events
    .filter(({ reading }) => reading !== "same")
    .map(({ ordinal, reading, differences, event }) => (
      <Stack key={ordinal} gap={4}>
        <Text size="sm">
          <span className="foreign">{event?.summary || `Event ${ordinal}`}</span> {readings[reading]}.
        </Text>
        {differences.length === 0 ? null : (
          <List size="sm">
            {differences.map(({ field, was, now }) => (
              <List.Item key={field}>
                {field}: <span className="foreign">{was || "nothing"}</span> →{" "}
                <span className="foreign">{now || "nothing"}</span>
              </List.Item>
            ))}
          </List>
        )}
        <Checkbox
          label="take the new reading"
          checked={taking.includes(ordinal)}
          onChange={(change) =>
            onTake(change.currentTarget.checked ? [...taking, ordinal] : taking.filter((one) => one !== ordinal))
          }
        />
      </Stack>
    ));
}

function ReplayForm(props: {
  id: string;
  plan: Replay;
  taking: readonly number[];
  /** The plan is of the readings that were chosen before. */
  isLooking: boolean;
  onClose: () => void;
}) {
  const { id, plan, taking, isLooking, onClose } = props;
  const [reason, setReason] = useState("");
  const [chosen, setChosen] = useState<string[]>([]);
  const client = useQueryClient();
  const replay = useMutation({
    mutationFn: () =>
      api.replayDelivery({
        params: { id },
        body: { reason: reason.trim(), sendAnyway: chosen, takeReading: [...taking] },
      }),
    onSuccess({ ordered }) {
      notifications.show({ title: "Replayed", message: `${ordered ?? 0} ordered` });
      onClose();
      return client.invalidateQueries({ queryKey: ["deliveries"] });
    },
    onError: tellFailed("It was not replayed"),
  });
  const orders = plan.events.flatMap((event) => event.orders);
  const goingOut = orders.filter(({ standing }) => standing === "missing").length + chosen.length;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        replay.mutate();
      }}
    >
      <Stack gap="sm">
        {plan.reason === null ? null : (
          <Text size="sm">
            By today's code it is {plan.outcome}: <span className="foreign">{plan.reason}</span>
          </Text>
        )}
        {plan.events.map((event) => (
          <ReplayedEvent
            key={event.ordinal}
            event={event}
            chosen={chosen}
            onChoose={(order, isChosen) =>
              setChosen((all) => (isChosen ? [...all, order] : all.filter((one) => one !== order)))
            }
          />
        ))}
        {plan.changed.map((incident) => (
          <Changed key={incident.id} incident={incident} />
        ))}
        {plan.closedMonths.length === 0 ? null : (
          <Text size="sm">
            {plan.closedMonths.join(", ")} {plan.closedMonths.length === 1 ? "is" : "are"} closed: the ledger gets lines
            of correction.
          </Text>
        )}
        <Text size="sm" fw={500}>
          {isLooking
            ? "Looking what that changes…"
            : goingOut === 0
              ? "Nothing would go out: all is there already, or over."
              : `${goingOut} would go out.`}
        </Text>
        {goingOut > 0 || taking.length > 0 ? (
          <>
            <Textarea
              label="Why"
              required
              autosize
              minRows={2}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <Group justify="flex-end">
              <Button onClick={onClose}>Cancel</Button>
              <Button
                type="submit"
                variant="filled"
                disabled={isLooking || reason.trim() === ""}
                loading={replay.isPending}
              >
                Replay
              </Button>
            </Group>
          </>
        ) : null}
      </Stack>
    </form>
  );
}

const readings = {
  same: "reads as it did",
  differs: "reads differently today; it orders nothing before somebody takes the new reading",
  new: "was not read before; it orders nothing before somebody takes the new reading",
  gone: "is not read any more",
} as const;
function Changed({ incident }: { incident: Replay["changed"][number] }) {
  const { title, was, now, isWithdrawn } = incident;
  const words = isWithdrawn
    ? "was never down: it is closed, and what it opened with it"
    : `${was === null ? "nothing" : `${was.status}, ${was.severity}`} → ${now.status}, ${now.severity}`;
  return (
    <Text size="sm">
      <span className="foreign">{title}</span>: {words}
    </Text>
  );
}

const standings = {
  there: { tone: "settled", words: "there already" },
  missing: { tone: "wait", words: "would go out" },
  over: { tone: "quiet", words: "over: its incident has ended" },
} as const;

function ReplayedEvent(props: {
  event: Replay["events"][number];
  chosen: readonly string[];
  onChoose: (order: string, isChosen: boolean) => void;
}) {
  const { event, chosen, onChoose } = props;
  const { ordinal, incident, orders } = event;
  if (orders.length === 0) return null;
  return (
    <Stack gap={4}>
      <Text size="sm">
        <span className="foreign">{incident?.title ?? event.event?.summary ?? `Event ${ordinal}`}</span>
      </Text>
      {orders.map(({ id, rule, kind, connection, standing }) => (
        <Group key={id} gap="xs">
          <StateBadge state={standing} tone={standings[standing].tone} label={standings[standing].words} />
          <Text size="sm">
            {kind} → {connection}, by {rule}
          </Text>
          {standing === "over" && kind !== "page" && kind !== "remediate" ? (
            <Checkbox
              label="send anyway"
              checked={chosen.includes(id)}
              onChange={(change) => onChoose(id, change.currentTarget.checked)}
            />
          ) : null}
        </Group>
      ))}
    </Stack>
  );
}
