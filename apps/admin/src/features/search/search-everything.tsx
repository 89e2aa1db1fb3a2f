import { Kbd, Text, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, type SpotlightActionGroupData, spotlight } from "@mantine/spotlight";
import { type SearchHit, searchKinds } from "@signalbox/contract";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { navigation } from "../../app/navigation.ts";
import { searchQueries } from "./queries.ts";
import classes from "./search-everything.module.css";

const shownOfEach = 6;

/** Opens anything by a few letters, an id or a ticket's number. ⌘K or Ctrl-K anywhere. */
export function SearchEverything() {
  const [words, setWords] = useState("");
  const groups = useFound(words.trim());
  return (
    <>
      <UnstyledButton className={classes.open} onClick={spotlight.open}>
        <IconSearch size={14} aria-hidden />
        <Text size="sm" c="dimmed" className={classes.word}>
          Search
        </Text>
        <Kbd size="xs" visibleFrom="sm" aria-hidden>
          ⌘K
        </Kbd>
      </UnstyledButton>
      <Spotlight
        actions={groups}
        filter={(_, found) => found}
        query={words}
        onQueryChange={setWords}
        shortcut={["mod + K"]}
        nothingFound="Nothing fits"
        scrollable
        maxHeight="70dvh"
        overlayProps={{ blur: 0, backgroundOpacity: 0.4 }}
        classNames={{ actionLabel: classes.label ?? "", actionBody: classes.body ?? "" }}
        searchProps={{ placeholder: "A title, an id, a ticket's number, a name", "aria-label": "Search everything" }}
      />
    </>
  );
}

function useFound(words: string): SpotlightActionGroupData[] {
  const navigate = useNavigate();
  const [asked] = useDebouncedValue(words, 200);
  const found = useQuery(searchQueries.anything(asked));
  const rooms = navigation.flat().filter((room) => room.label.toLowerCase().includes(words.toLowerCase()));
  const pages = {
    group: "Pages",
    actions: rooms.slice(0, shownOfEach).map(({ to, label, icon: Icon }) => ({
      id: to,
      label,
      leftSection: <Icon size={16} aria-hidden />,
      onClick: () => void navigate({ to }),
    })),
  };
  const hits = words === "" ? [] : (found.data?.items ?? []);
  const groups = searchKinds.map((kind) => ({
    group: groupNames[kind],
    actions: hits
      .filter((hit) => hit.kind === kind)
      .map((hit) => ({
        id: `${kind} ${hit.source ?? ""} ${hit.id}`,
        label: hit.title,
        description: describe(hit),
        onClick: () => void navigate(placeOf(hit)),
      })),
  }));
  return [pages, ...groups].filter(({ actions }) => actions.length > 0);
}

const groupNames: Record<SearchHit["kind"], string> = {
  obligation: "Tickets, posts and pages",
  incident: "Incidents",
  delivery: "Deliveries",
  source: "Sources",
  connection: "Connections",
  component: "Components",
  team: "Teams",
  rule: "Rules",
  monitor: "Monitors",
};

function describe({ source, status, detail, title }: SearchHit): string {
  return [source, status, detail === title ? null : detail].filter((part) => part !== null).join(" · ");
}

function placeOf({ kind, id, incidentId }: SearchHit) {
  switch (kind) {
    case "incident":
      return { to: "/incidents/$id", params: { id } } as const;
    case "obligation":
      return { to: "/incidents/$id", params: { id: incidentId ?? id } } as const;
    case "delivery":
      return { to: "/deliveries/$id", params: { id } } as const;
    case "source":
      return { to: "/sources/$key", params: { key: id } } as const;
    case "connection":
      return { to: "/connections/$key", params: { key: id } } as const;
    case "monitor":
      return { to: "/monitors", search: { q: id, mapped: "all" } } as const;
    case "component":
    case "team":
      return { to: "/components" } as const;
    case "rule":
      return { to: "/rules" } as const;
  }
}
