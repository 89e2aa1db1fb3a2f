import { AppShell, Badge, Burger, Group, NavLink, ScrollArea, Text, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCloudOff, IconRefresh, IconWifi } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { approvalQueries } from "../features/approvals/queries.ts";
import { failureQueries } from "../features/failures/queries.ts";
import { SearchEverything } from "../features/search/search-everything.tsx";
import { AccountMenu } from "../features/session/account-menu.tsx";
import { sessionQueries } from "../features/session/queries.ts";
import { Banners } from "./banners.tsx";
import classes from "./frame.module.css";
import { type LiveState, useLive } from "./live.ts";
import { navigation, reachedFrom } from "./navigation.ts";

export function Frame() {
  const [menuOpen, menu] = useDisclosure(false);
  const live = useLive();
  return (
    <AppShell
      header={{ height: 44 }}
      navbar={{ width: 188, breakpoint: "sm", collapsed: { mobile: !menuOpen } }}
      footer={{ height: { base: 52, sm: 0 } }}
    >
      <AppShell.Header>
        <Group h="100%" px="sm" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            <Burger opened={menuOpen} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label="Menu" />
            <Link to="/" className={`plain ${classes.brand}`}>
              <img src="/favicon.svg" alt="" width={20} height={20} />
              <Text fw={600}>Signalbox</Text>
            </Link>
            <EnvironmentName />
          </Group>
          <Group gap="sm" wrap="nowrap">
            <SearchEverything />
            <LiveIndicator state={live} />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar>
        <ScrollArea>
          {navigation.map((group) => (
            <div key={group[0].to} className={classes.group}>
              {group.map((room) => (
                <RoomLink key={room.to} {...room} onFollow={menu.close} />
              ))}
            </div>
          ))}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main>
        <Banners live={live} />
        <Outlet />
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm">
        <PhoneBar />
      </AppShell.Footer>
    </AppShell>
  );
}

type Room = (typeof navigation)[number][number];

function useIsIn(to: Room["to"]): boolean {
  const { pathname } = useLocation();
  const first = pathname.split("/")[1] ?? "";
  return to === (reachedFrom[first] ?? `/${first}`);
}

function RoomLink({ to, label, icon: Icon, onFollow }: Room & { onFollow: () => void }) {
  const here = useIsIn(to);
  return (
    <NavLink
      renderRoot={(props) => <Link to={to} {...props} aria-current={here ? "page" : undefined} />}
      active={here}
      color="gray"
      label={label}
      leftSection={<Icon size={16} aria-hidden />}
      rightSection={to === "/failures" ? <FailureCount /> : to === "/approvals" ? <ApprovalCount /> : null}
      onClick={onFollow}
      classNames={{ root: classes.room ?? "" }}
    />
  );
}

function FailureCount() {
  const failures = useQuery(failureQueries.openCount());
  const count = failures.data?.openCount ?? 0;
  if (count === 0) return null;
  return (
    <Badge color="red" size="sm" variant="filled" aria-label={`${count} to settle`}>
      {count}
    </Badge>
  );
}

function ApprovalCount() {
  const count = useQuery(approvalQueries.count()).data ?? 0;
  if (count === 0) return null;
  return (
    <Badge color="yellow" autoContrast size="sm" variant="filled" aria-label={`${count} to decide`}>
      {count < 100 ? count : "99+"}
    </Badge>
  );
}

function EnvironmentName() {
  const settings = useQuery(sessionQueries.settings());
  if (!settings.data?.environment.name) return null;
  return (
    <Badge
      variant={settings.data.environment.production ? "filled" : "light"}
      color={settings.data.environment.production ? "red" : "gray"}
    >
      {settings.data.environment.name}
    </Badge>
  );
}

const liveIcons = { connected: IconWifi, "catching up": IconRefresh, offline: IconCloudOff } satisfies Record<
  LiveState,
  unknown
>;

function LiveIndicator({ state }: { state: LiveState }) {
  const Icon = liveIcons[state];
  const words = {
    connected: "Live: changes appear by themselves",
    "catching up": "Connecting again…",
    offline: "Offline: tried again every few seconds",
  };
  return (
    <Tooltip label={words[state]}>
      <Group gap={4} wrap="nowrap" role="status" className={classes.live} data-state={state}>
        <Icon size={14} aria-hidden />
        <Text size="xs" visibleFrom="xs">
          {state === "connected" ? "live" : state}
        </Text>
      </Group>
    </Tooltip>
  );
}

function PhoneBar() {
  return (
    <Group grow gap={0} h="100%" component="nav" aria-label="Rooms">
      {navigation.flat().map((room) => (room.phone ? <PhoneLink key={room.to} {...room} /> : null))}
    </Group>
  );
}

function PhoneLink({ to, label, icon: Icon }: Room) {
  const here = useIsIn(to);
  return (
    <Link to={to} className={classes.phoneRoom} data-here={here || undefined} aria-current={here ? "page" : undefined}>
      <Icon size={20} aria-hidden />
      <span>{label}</span>
    </Link>
  );
}
