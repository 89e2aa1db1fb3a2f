import { Button, Checkbox, Group, List, Modal, Stack, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { DeliveryDetail, Replay } from "@signalbox/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
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
  const preview = useQuery(deliveryQueries.replay(id));
  return (
    <Modal opened onClose={onClose} title="Replay by today's code and rules" size="lg">
      <QueryStates query={preview}>{(plan) => <ReplayForm id={id} plan={plan} onClose={onClose} />}</QueryStates>
    </Modal>
  );
}

function ReplayForm({ id, plan, onClose }: { id: string; plan: Replay; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const [chosen, setChosen] = useState<string[]>([]);
  const client = useQueryClient();
  const replay = useMutation({
    mutationFn: () => api.replayDelivery({ params: { id }, body: { reason: reason.trim(), sendAnyway: chosen } }),
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
        <Text size="sm" fw={500}>
          {goingOut === 0 ? "Nothing would go out: all is there already, or over." : `${goingOut} would go out.`}
        </Text>
        {goingOut > 0 ? (
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
              <Button type="submit" variant="filled" disabled={reason.trim() === ""} loading={replay.isPending}>
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
  differs: "reads differently today; it orders nothing",
  new: "was not read before; it orders nothing",
  gone: "is not read any more",
} as const;
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
  const { ordinal, reading, differences, incident, orders } = event;
  return (
    <Stack gap={4}>
      <Text size="sm">
        <span className="foreign">{incident?.title ?? event.event?.summary ?? `Event ${ordinal}`}</span>{" "}
        {readings[reading]}.
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
