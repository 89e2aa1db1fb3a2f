import { Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { OrderPreview } from "../../components/order-preview.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { deliveryQueries } from "./queries.ts";

/** What a real event would have sent in the place of a test event: the same rules, but nothing goes out. */
export function Rehearsal({ eventId }: { eventId: string }) {
  const rehearsal = useQuery(deliveryQueries.rehearsal(eventId));
  return (
    <QueryStates query={rehearsal}>
      {({ orders }) => (
        <Stack gap="xs">
          {orders.length === 0 ? <Text size="sm">A real one would have sent nothing.</Text> : null}
          {orders.map((order) => (
            <div key={`${order.rule} ${order.kind} ${order.connection}`}>
              <Group gap="0 0.75rem">
                <StateBadge state="rehearsed" tone="quiet" label="not sent" />
                <Text size="sm" fw={500}>
                  {order.kind} → {order.connection}
                </Text>
                <Text size="sm" c="dimmed">
                  {order.rule === "otherwise" ? "because no rule matched" : `ordered by ${order.rule}`}
                  {order.holdSeconds === 0 ? "" : `, after ${order.holdSeconds} s`}
                </Text>
              </Group>
              <OrderPreview preview={order} />
            </div>
          ))}
        </Stack>
      )}
    </QueryStates>
  );
}
