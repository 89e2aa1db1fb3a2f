import { Button, NavLink, Popover, Radio, ScrollArea, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import type { Monitor } from "@signalbox/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../lib/api.ts";
import { tellFailed } from "../../lib/tell-failed.ts";
import { monitorQueries } from "./queries.ts";
import { suggestGlobs } from "./suggest-globs.ts";

/** Two clicks: open, choose the component. The monitor alone is taken unless all that begin alike are. */
export function MapTo({ monitor }: { monitor: Monitor }) {
  const [opened, popover] = useDisclosure(false);
  return (
    <Popover
      opened={opened}
      onChange={popover.toggle}
      position="bottom-end"
      width={300}
      trapFocus
      withinPortal
      shadow="md"
    >
      <Popover.Target>
        <Button onClick={popover.toggle} aria-label={`Map to a component: ${monitor.name}`}>
          Map to…
        </Button>
      </Popover.Target>
      <Popover.Dropdown>{opened ? <Choices monitor={monitor} onDone={popover.close} /> : null}</Popover.Dropdown>
    </Popover>
  );
}

function Choices({ monitor, onDone }: { monitor: Monitor; onDone: () => void }) {
  const components = useQuery(monitorQueries.components());
  const globs = suggestGlobs(monitor);
  const [match, setMatch] = useState(globs[0] ?? "");
  const [part, setPart] = useState("");
  const client = useQueryClient();
  const map = useMutation({
    mutationFn: (component: string) =>
      api.mapMonitor({ body: { source: monitor.source, monitor: monitor.id, component, match } }),
    onSuccess: (done, component) => {
      onDone();
      const open = done.incidents === 0 ? "" : `, and with them ${done.incidents} open incidents`;
      notifications.show({
        title: `${monitor.name} belongs to ${component}`,
        message: `${done.monitors} mapped${open}`,
      });
    },
    onError: tellFailed("It was not mapped"),
    onSettled: () =>
      Promise.all(["monitors", "components", "incidents"].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
  const shown = (components.data?.items ?? []).filter(({ name, key }) =>
    `${name} ${key}`.toLowerCase().includes(part.toLowerCase()),
  );
  return (
    <Stack gap="xs">
      {globs.length < 2 ? null : (
        <Radio.Group size="xs" label="What to map" value={match} onChange={setMatch}>
          {globs.map((glob, index) => (
            <Radio
              key={glob}
              mt={4}
              size="xs"
              value={glob}
              label={index === 0 ? "this monitor" : <span className="foreign">all that fit {glob}</span>}
            />
          ))}
        </Radio.Group>
      )}
      <TextInput
        aria-label="Find a component"
        placeholder="find a component"
        value={part}
        onChange={(event) => setPart(event.currentTarget.value)}
      />
      <ScrollArea.Autosize mah={220}>
        {shown.map(({ key, name }) => (
          <NavLink
            key={key}
            component="button"
            type="button"
            label={name}
            disabled={map.isPending}
            onClick={() => map.mutate(key)}
          />
        ))}
        {shown.length === 0 && components.data !== undefined ? (
          <Text size="sm">There is no such component.</Text>
        ) : null}
      </ScrollArea.Autosize>
    </Stack>
  );
}
