import { Button, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { MaintenanceWindow } from "@signalbox/contract";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { AskReason } from "../../components/ask-reason.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { type Column, RowTable } from "../../components/row-table.tsx";
import { api } from "../../lib/api.ts";
import { localZone } from "../../lib/local-time.ts";
import { tellFailed } from "../../lib/tell-failed.ts";
import { useMay } from "../session/use-may.ts";
import { Announce } from "./announce.tsx";
import { maintenanceQueries } from "./queries.ts";
import { windowColumns } from "./window-columns.tsx";

/** When is nobody paged on purpose? */
export function MaintenancePage() {
  const mayAnnounce = useMay("createMaintenanceWindow");
  const mayEnd = useMay("endMaintenanceWindow");
  const [announcing, announce] = useDisclosure(false);
  const [ending, setEnding] = useState<MaintenanceWindow | null>(null);
  const running = useQuery(maintenanceQueries.ahead("running"));
  const upcoming = useQuery(maintenanceQueries.ahead("upcoming"));
  const past = useInfiniteQuery(maintenanceQueries.past());
  const endColumn: Column<MaintenanceWindow>[] = mayEnd
    ? [
        {
          key: "end",
          head: "",
          cell: (row) => (
            <Button
              onClick={() => setEnding(row)}
              aria-label={`${row.state === "running" ? "End now" : "Take back"}: ${row.reason}`}
            >
              {row.state === "running" ? "End now…" : "Take back…"}
            </Button>
          ),
        },
      ]
    : [];
  const rows = (
    items: readonly MaintenanceWindow[],
    label: string,
    more?: { onMore: () => void; loading: boolean },
  ) => (
    <section>
      <Title order={2} px="md" mt="md">
        {label}
      </Title>
      {items.length === 0 ? (
        <Text size="sm" px="md" c="dimmed">
          None.
        </Text>
      ) : (
        <RowTable
          label={label}
          rows={items}
          rowKey={(row) => String(row.id)}
          columns={label === "Past" ? windowColumns : [...windowColumns, ...endColumn]}
          more={more}
        />
      )}
    </section>
  );
  return (
    <>
      <PageHeader title="Maintenance" note={`nobody is paged meanwhile; times in ${localZone()}`}>
        {mayAnnounce ? (
          <Button variant="filled" onClick={announce.open}>
            Announce…
          </Button>
        ) : null}
      </PageHeader>
      <QueryStates query={running}>
        {(now) => (
          <QueryStates query={upcoming}>
            {(ahead) => (
              <QueryStates query={past}>
                {(gone) => {
                  const ended = gone.pages.flatMap((page) => page.items);
                  if (now.items.length + ahead.items.length + ended.length === 0) {
                    return (
                      <Empty title="No maintenance">
                        Announce a window before work on a component begins: nobody is paged for it, and the ledger
                        leaves its time out.
                      </Empty>
                    );
                  }
                  const more = past.hasNextPage
                    ? { onMore: () => void past.fetchNextPage(), loading: past.isFetchingNextPage }
                    : undefined;
                  return (
                    <>
                      {rows(now.items, "Now")}
                      {rows(ahead.items.toReversed(), "Upcoming")}
                      {rows(ended, "Past", more)}
                    </>
                  );
                }}
              </QueryStates>
            )}
          </QueryStates>
        )}
      </QueryStates>
      {announcing ? <Announce onClose={announce.close} /> : null}
      {ending === null ? null : <EndWindow window={ending} onClose={() => setEnding(null)} />}
    </>
  );
}

function EndWindow({ window, onClose }: { window: MaintenanceWindow; onClose: () => void }) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: (reason: string) => api.endMaintenanceWindow({ params: { id: window.id }, body: { reason } }),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ["maintenance"] }),
    onError: tellFailed("It goes on"),
  });
  const isRunning = window.state === "running";
  return (
    <AskReason
      opened
      title={isRunning ? "End this maintenance now" : "Take this maintenance back"}
      label="Why"
      confirm={isRunning ? "End it now" : "Take it back"}
      loading={end.isPending}
      onClose={onClose}
      onConfirm={(reason) => end.mutate(reason)}
    >
      {isRunning
        ? "People are paged again. Pages that were held back go out now for what still is down."
        : "It does not begin: people are paged as always."}
    </AskReason>
  );
}
