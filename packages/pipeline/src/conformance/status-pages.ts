import {
  cachetV2Access,
  cachetV3Access,
  incidentIoAccess,
  instatusAccess,
  type PostImitation,
  startCachetV2,
  startCachetV3,
  startIncidentIo,
  startInstatus,
  startStatuspage,
} from "@signalbox/testkit";

/** A status page to hold its kind against. */
export interface StatusPage {
  kind: string;
  start(): Promise<PostImitation>;
  config(url: string): Record<string, unknown>;
  secrets: Record<string, string>;
  /** The component that stands for checkout-api. */
  component: string;
  /** What the page shows of it: well, and with each word of a rule. */
  shown: Record<"operational" | "degraded_performance" | "partial_outage" | "major_outage", string>;
  /** The outside id of a post that is not there. */
  unknownId: string;
  /** Most characters that a title has there. */
  titleMax: number;
  /** Whom it lets see its list: a wrong credential shows only where something is changed. */
  isOpenToAll?: true;
}

const kept = { kept: true } as const;
const statuspageKey = "89a229ce1a8dbcf9ff30430fbe35eb4c0426574bca932061892cefd2138aa4b1";
const numbers = { operational: "1", degraded_performance: "2", partial_outage: "3", major_outage: "4" };
const words = {
  operational: "operational",
  degraded_performance: "degraded_performance",
  partial_outage: "partial_outage",
  major_outage: "major_outage",
};

export const statusPages: readonly StatusPage[] = [
  {
    kind: "statuspage",
    start: () => startStatuspage({ page: "gytm4qzbx9t6", apiKey: statuspageKey, components: ["8kbf7d35c070"] }),
    config: (baseUrl) => ({
      baseUrl,
      page: "gytm4qzbx9t6",
      apiKey: kept,
      components: { "checkout-api": "8kbf7d35c070" },
    }),
    secrets: { apiKey: statuspageKey },
    component: "8kbf7d35c070",
    shown: words,
    unknownId: "p31zjtct9999",
    titleMax: 255,
  },
  {
    kind: "cachet-v2",
    start: startCachetV2,
    config: (baseUrl) => ({ baseUrl, token: kept, components: { "checkout-api": cachetV2Access.component } }),
    secrets: { token: cachetV2Access.token },
    component: String(cachetV2Access.component),
    shown: numbers,
    unknownId: "9999",
    titleMax: 255,
    isOpenToAll: true,
  },
  {
    kind: "cachet-v3",
    start: startCachetV3,
    config: (baseUrl) => ({ baseUrl, token: kept, components: { "checkout-api": String(cachetV3Access.component) } }),
    secrets: { token: cachetV3Access.token },
    component: String(cachetV3Access.component),
    shown: numbers,
    unknownId: "9999",
    titleMax: 255,
    isOpenToAll: true,
  },
  {
    kind: "instatus",
    start: startInstatus,
    config: (baseUrl) => ({
      baseUrl,
      page: instatusAccess.page,
      apiKey: kept,
      components: { "checkout-api": instatusAccess.component },
    }),
    secrets: { apiKey: instatusAccess.apiKey },
    component: instatusAccess.component,
    shown: {
      operational: "OPERATIONAL",
      degraded_performance: "DEGRADEDPERFORMANCE",
      partial_outage: "PARTIALOUTAGE",
      major_outage: "MAJOROUTAGE",
    },
    unknownId: "ckf01m59ueaqb0a32wrlj9999",
    titleMax: 255,
  },
  {
    kind: "incident-io",
    start: startIncidentIo,
    config: (baseUrl) => ({
      baseUrl,
      page: incidentIoAccess.page,
      apiKey: kept,
      components: { "checkout-api": incidentIoAccess.component },
      pageUrl: "https://status.example.test",
    }),
    secrets: { apiKey: incidentIoAccess.apiKey },
    component: incidentIoAccess.component,
    shown: { ...words, major_outage: "full_outage" },
    unknownId: "01HZZZ6P870EA6S7TK1DSY9999",
    titleMax: 200,
  },
];
