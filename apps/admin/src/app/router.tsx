import { ApiError } from "@signalbox/contract";
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { z } from "zod";
import { deliverySearch } from "../features/deliveries/search-params.ts";
import { failureSearch } from "../features/failures/search-params.ts";
import { incidentSearch } from "../features/incidents/search-params.ts";
import { ledgerSearch } from "../features/ledger/search-params.ts";
import { monitorSearch } from "../features/monitors/search-params.ts";
import { coverageSearch } from "../features/rules/coverage/search-params.ts";
import { timeMachineSearch } from "../features/rules/time-machine/search-params.ts";
import { sessionQueries } from "../features/session/queries.ts";
import { SetupPage } from "../features/session/setup-page.tsx";
import { SignInPage } from "../features/session/sign-in-page.tsx";
import { slaSearch } from "../features/sla/search-params.ts";
import { Frame } from "./frame.tsx";
import { NotFound } from "./not-found.tsx";
import { queryClient } from "./query-client.ts";

const root = createRootRoute();

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: z.object({ next: z.string().optional().catch(undefined) }),
  component: SignInPage,
});
const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  validateSearch: z.object({ token: z.string().optional().catch(undefined) }),
  component: SetupPage,
});

const frame = createRoute({
  getParentRoute: () => root,
  id: "frame",
  component: Frame,
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(sessionQueries.me());
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) return;
      const { needed } = await queryClient.fetchQuery(sessionQueries.setup());
      throw needed ? redirect({ to: "/setup" }) : redirect({ to: "/sign-in", search: { next: location.href } });
    }
  },
});

/** A page of the frame, loaded when it is first asked for. */
const room = <const Path extends string>(path: Path) => ({ getParentRoute: () => frame, path });

const overview = createRoute({
  ...room("/"),
  component: lazyRouteComponent(() => import("../features/overview/overview-page.tsx"), "OverviewPage"),
});
const incidents = createRoute({
  ...room("/incidents"),
  validateSearch: incidentSearch,
  component: lazyRouteComponent(() => import("../features/incidents/incidents-page.tsx"), "IncidentsPage"),
});
const incident = createRoute({
  getParentRoute: () => incidents,
  path: "$id",
  component: lazyRouteComponent(() => import("../features/incidents/incident-page.tsx"), "IncidentPage"),
});
const deliveries = createRoute({
  ...room("/deliveries"),
  validateSearch: deliverySearch,
  component: lazyRouteComponent(() => import("../features/deliveries/deliveries-page.tsx"), "DeliveriesPage"),
});
const delivery = createRoute({
  getParentRoute: () => deliveries,
  path: "$id",
  component: lazyRouteComponent(() => import("../features/deliveries/delivery-page.tsx"), "DeliveryPage"),
});
const obligation = createRoute({
  ...room("/obligations/$id"),
  component: lazyRouteComponent(() => import("../features/obligations/obligation-page.tsx"), "ObligationPage"),
});
const failures = createRoute({
  ...room("/failures"),
  validateSearch: failureSearch,
  component: lazyRouteComponent(() => import("../features/failures/failures-page.tsx"), "FailuresPage"),
});
const approvals = createRoute({
  ...room("/approvals"),
  component: lazyRouteComponent(() => import("../features/approvals/approvals-page.tsx"), "ApprovalsPage"),
});
const approval = createRoute({
  ...room("/approvals/$id"),
  component: lazyRouteComponent(() => import("../features/approvals/approval-page.tsx"), "ApprovalPage"),
});
const rules = createRoute({
  ...room("/rules"),
  validateSearch: z.object({
    edit: z.literal("yes").optional().catch(undefined),
    from: z.string().optional().catch(undefined),
    test: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("../features/rules/rules-page.tsx"), "RulesPage"),
});
const coverage = createRoute({
  ...room("/rules/coverage"),
  validateSearch: coverageSearch,
  component: lazyRouteComponent(() => import("../features/rules/coverage/coverage-page.tsx"), "CoveragePage"),
});
const timeMachine = createRoute({
  ...room("/rules/time-machine"),
  validateSearch: timeMachineSearch,
  component: lazyRouteComponent(
    () => import("../features/rules/time-machine/time-machine-page.tsx"),
    "TimeMachinePage",
  ),
});
const ruleVersion = createRoute({
  ...room("/rules/versions/$number"),
  component: lazyRouteComponent(() => import("../features/rules/version-page.tsx"), "VersionPage"),
});
const connections = createRoute({
  ...room("/connections"),
  component: lazyRouteComponent(() => import("../features/connections/connections-page.tsx"), "ConnectionsPage"),
});
const connection = createRoute({
  getParentRoute: () => connections,
  path: "$key",
  component: lazyRouteComponent(() => import("../features/connections/connection-page.tsx"), "ConnectionPage"),
});
const newConnection = createRoute({
  ...room("/connections/new"),
  component: lazyRouteComponent(() => import("../features/connections/connection-form-page.tsx"), "NewConnectionPage"),
});
const editConnection = createRoute({
  ...room("/connections/$key/edit"),
  component: lazyRouteComponent(() => import("../features/connections/connection-form-page.tsx"), "EditConnectionPage"),
});
const connect = createRoute({
  ...room("/sources/connect"),
  component: lazyRouteComponent(() => import("../features/sources/connect-page.tsx"), "ConnectPage"),
});
const sources = createRoute({
  ...room("/sources"),
  component: lazyRouteComponent(() => import("../features/sources/sources-page.tsx"), "SourcesPage"),
});
const source = createRoute({
  getParentRoute: () => sources,
  path: "$key",
  component: lazyRouteComponent(() => import("../features/sources/source-page.tsx"), "SourcePage"),
});
const mapping = createRoute({
  ...room("/sources/$key/mapping"),
  validateSearch: z.object({
    from: z.string().optional().catch(undefined),
    version: z.coerce.number().int().min(1).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("../features/mappings/mapping-page.tsx"), "MappingPage"),
});
const components = createRoute({
  ...room("/components"),
  component: lazyRouteComponent(() => import("../features/components/components-page.tsx"), "ComponentsPage"),
});
const newComponent = createRoute({
  ...room("/components/new"),
  component: lazyRouteComponent(() => import("../features/components/component-form-page.tsx"), "NewComponentPage"),
});
const editComponent = createRoute({
  ...room("/components/$key/edit"),
  component: lazyRouteComponent(() => import("../features/components/component-form-page.tsx"), "EditComponentPage"),
});
const monitors = createRoute({
  ...room("/monitors"),
  validateSearch: monitorSearch,
  component: lazyRouteComponent(() => import("../features/monitors/monitors-page.tsx"), "MonitorsPage"),
});
const maintenance = createRoute({
  ...room("/maintenance"),
  component: lazyRouteComponent(() => import("../features/maintenance/maintenance-page.tsx"), "MaintenancePage"),
});
const onCall = createRoute({
  ...room("/on-call"),
  component: lazyRouteComponent(() => import("../features/on-call/on-call-page.tsx"), "OnCallPage"),
});
const newRotation = createRoute({
  ...room("/on-call/new"),
  component: lazyRouteComponent(() => import("../features/on-call/rotation-form-page.tsx"), "NewRotationPage"),
});
const editRotation = createRoute({
  ...room("/on-call/$key/edit"),
  component: lazyRouteComponent(() => import("../features/on-call/rotation-form-page.tsx"), "EditRotationPage"),
});
const drills = createRoute({
  ...room("/drills"),
  component: lazyRouteComponent(() => import("../features/drills/drills-page.tsx"), "DrillsPage"),
});
const drill = createRoute({
  ...room("/drills/$key"),
  validateSearch: z.object({ run: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import("../features/drills/drill-page.tsx"), "DrillPage"),
});
const newDrill = createRoute({
  ...room("/drills/new"),
  component: lazyRouteComponent(() => import("../features/drills/drill-form-page.tsx"), "NewDrillPage"),
});
const editDrill = createRoute({
  ...room("/drills/$key/edit"),
  component: lazyRouteComponent(() => import("../features/drills/drill-form-page.tsx"), "EditDrillPage"),
});
const week = createRoute({
  ...room("/week"),
  validateSearch: z.object({ to: z.iso.datetime().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import("../features/week/week-page.tsx"), "WeekPage"),
});
const ledger = createRoute({
  ...room("/ledger"),
  validateSearch: ledgerSearch,
  component: lazyRouteComponent(() => import("../features/ledger/ledger-page.tsx"), "LedgerPage"),
});
const ledgerEntry = createRoute({
  getParentRoute: () => ledger,
  path: "$id",
  component: lazyRouteComponent(() => import("../features/ledger/entry-page.tsx"), "EntryPage"),
});
const ledgerMonth = createRoute({
  ...room("/ledger/months/$period"),
  validateSearch: z.object({
    show: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional()
      .catch(undefined),
    knownOn: z.iso.date().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import("../features/ledger/month-page.tsx"), "MonthPage"),
});
const policy = createRoute({
  ...room("/ledger/policy"),
  component: lazyRouteComponent(() => import("../features/ledger/policy-page.tsx"), "PolicyPage"),
});
const corrections = createRoute({
  ...room("/ledger/corrections"),
  component: lazyRouteComponent(() => import("../features/ledger/corrections-page.tsx"), "CorrectionsPage"),
});
const sla = createRoute({
  ...room("/sla"),
  validateSearch: slaSearch,
  component: lazyRouteComponent(() => import("../features/sla/sla-page.tsx"), "SlaPage"),
});
const slaReport = createRoute({
  ...room("/sla/$key"),
  validateSearch: slaSearch,
  component: lazyRouteComponent(() => import("../features/sla/report-page.tsx"), "ReportPage"),
});
const customers = createRoute({
  ...room("/customers"),
  component: lazyRouteComponent(() => import("../features/customers/customers-page.tsx"), "CustomersPage"),
});
const customer = createRoute({
  ...room("/customers/$key"),
  component: lazyRouteComponent(() => import("../features/customers/customer-page.tsx"), "CustomerPage"),
});
const newCustomer = createRoute({
  ...room("/customers/new"),
  component: lazyRouteComponent(() => import("../features/customers/customer-form-page.tsx"), "NewCustomerPage"),
});
const editCustomer = createRoute({
  ...room("/customers/$key/edit"),
  component: lazyRouteComponent(() => import("../features/customers/customer-form-page.tsx"), "EditCustomerPage"),
});
const audit = createRoute({
  ...room("/audit"),
  component: lazyRouteComponent(() => import("../features/audit/audit-page.tsx"), "AuditPage"),
});
const people = createRoute({
  ...room("/people"),
  component: lazyRouteComponent(() => import("../features/people/people-page.tsx"), "PeoplePage"),
});
const settings = createRoute({
  ...room("/settings"),
  component: lazyRouteComponent(() => import("../features/settings/settings-page.tsx"), "SettingsPage"),
});

const unknown = createRoute({ ...room("$"), component: NotFound });

const rooms = frame.addChildren([
  overview,
  incidents.addChildren([incident]),
  deliveries.addChildren([delivery]),
  obligation,
  failures,
  approvals,
  approval,
  rules,
  coverage,
  ruleVersion,
  timeMachine,
  connections.addChildren([connection]),
  newConnection,
  editConnection,
  connect,
  mapping,
  sources.addChildren([source]),
  components,
  newComponent,
  editComponent,
  monitors,
  maintenance,
  onCall,
  newRotation,
  editRotation,
  drills,
  drill,
  newDrill,
  editDrill,
  week,
  ledger.addChildren([ledgerEntry]),
  ledgerMonth,
  policy,
  corrections,
  sla,
  slaReport,
  customers,
  customer,
  newCustomer,
  editCustomer,
  audit,
  people,
  settings,
  unknown,
]);

function printSearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== null);
  const printed = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return printed === "" ? "" : `?${printed}`;
}

export const router = createRouter({
  routeTree: root.addChildren([signIn, setup, rooms]),
  // Each value stays the text that it is: a search for 502 is no number.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: printSearch,
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
