import {
  IconAlertOctagon,
  IconBook2,
  IconBox,
  IconBroadcast,
  IconCalendarWeek,
  IconChecks,
  IconContract,
  IconGauge,
  IconHistory,
  IconListCheck,
  IconPhoneCall,
  IconPlugConnected,
  IconRadar2,
  IconRoute,
  IconSettings,
  IconTestPipe,
  IconTool,
  IconUrgent,
  IconUsers,
} from "@tabler/icons-react";

/** Pages that stand in no menu, and the room that leads to them. */
export const reachedFrom: Record<string, string> = { customers: "/sla", obligations: "/incidents" };

/** The rooms of the app, in groups; each exists. `phone`: stands in the bottom bar of a narrow screen. */
export const navigation = [
  [
    { to: "/", label: "Overview", icon: IconGauge, phone: true },
    { to: "/incidents", label: "Incidents", icon: IconUrgent, phone: true },
    { to: "/deliveries", label: "Deliveries", icon: IconListCheck, phone: false },
    { to: "/failures", label: "Failures", icon: IconAlertOctagon, phone: true },
    { to: "/approvals", label: "Approvals", icon: IconChecks, phone: true },
    { to: "/week", label: "This week", icon: IconCalendarWeek, phone: false },
  ],
  [
    { to: "/rules", label: "Rules", icon: IconRoute, phone: false },
    { to: "/connections", label: "Connections", icon: IconPlugConnected, phone: false },
    { to: "/sources", label: "Sources", icon: IconBroadcast, phone: false },
    { to: "/components", label: "Components", icon: IconBox, phone: false },
    { to: "/monitors", label: "Monitors", icon: IconRadar2, phone: false },
    { to: "/on-call", label: "On-call", icon: IconPhoneCall, phone: false },
    { to: "/maintenance", label: "Maintenance", icon: IconTool, phone: false },
    { to: "/drills", label: "Drills", icon: IconTestPipe, phone: false },
  ],
  [
    { to: "/ledger", label: "Ledger", icon: IconBook2, phone: false },
    { to: "/sla", label: "SLA", icon: IconContract, phone: false },
  ],
  [
    { to: "/audit", label: "Audit", icon: IconHistory, phone: false },
    { to: "/people", label: "People", icon: IconUsers, phone: false },
    { to: "/settings", label: "Settings", icon: IconSettings, phone: false },
  ],
] as const;
