import { z } from "zod";
import type { FormField } from "../form-field.ts";
import { baseUrlText, commonFields, timeoutField, timeoutText } from "../shared/common-config.ts";
import { basicAuth, headerName, oauth2Auth, secretPlace } from "../shared/connection-auth.ts";
import { ticketFields, ticketFormFields } from "../shared/ticket-fields.ts";

/** ServiceNow often takes long: what is given up too early is in doubt. */
const timeoutLeastSeconds = 30;

const state = z.string().regex(/^-?\d{1,4}$/, "a state of ServiceNow is a number, such as 6");
const sysId = z.string().regex(/^[0-9a-f]{32}$/, "a sys_id has 32 digits and letters a to f");

export const servicenowConfig = z.strictObject({
  /** Of the instance. */
  baseUrl: baseUrlText,
  auth: z.union(
    [
      z.strictObject({ basic: basicAuth }),
      z.strictObject({ header: z.strictObject({ name: headerName, value: secretPlace }) }),
      z.strictObject({ oauth2: oauth2Auth }),
    ],
    {
      error:
        "auth is {basic: {username, password: …}}, {header: {name: x-sn-apikey, value: …}} or {oauth2: {tokenUrl, clientId, clientSecret: …}}",
    },
  ),
  assignmentGroup: sysId.exactOptional(),
  /** 6 (Resolved) where left out. */
  closedState: state.exactOptional(),
  /** Asked for by ServiceNow; "Solution provided" where left out. */
  closeCode: z.string().min(1).max(40).exactOptional(),
  /** 2 (In Progress) where left out. */
  reopenState: state.exactOptional(),
  /** States that count as closed, whoever set them. */
  closedStates: z.array(state).min(1).exactOptional(),
  ...ticketFields,
  ...commonFields,
  timeout: timeoutText(timeoutLeastSeconds).exactOptional(),
});
export type ServicenowConfig = z.infer<typeof servicenowConfig>;

export const timeoutDefaultMs = timeoutLeastSeconds * 1_000;

export const servicenowForm: readonly FormField[] = [
  {
    path: "baseUrl",
    label: "Address of the instance",
    help: "As in the browser.",
    type: "url",
    required: true,
    placeholder: "https://acme.service-now.com",
  },
  {
    path: "auth",
    label: "Sign-in",
    help: "By the password of a user for web services, by an API key in the header x-sn-apikey, or by OAuth 2: the token address is /oauth_token.do of the instance, the credentials in the body.",
    type: "auth",
    required: true,
    options: [
      { value: "basic", label: "User name and password" },
      { value: "header", label: "API key in a header (x-sn-apikey)" },
      { value: "oauth2", label: "OAuth 2 client credentials" },
    ],
  },
  {
    path: "assignmentGroup",
    label: "Assignment group",
    help: "The sys_id of the group that gets new incidents.",
    type: "line",
    required: false,
    placeholder: "287ebd7da9fe198100f92cc8d1d2154e",
  },
  {
    path: "closedState",
    label: "State when closed",
    help: "Its number; 6 (Resolved) where left empty.",
    type: "line",
    required: false,
    placeholder: "6",
  },
  {
    path: "closeCode",
    label: "Resolution code",
    help: "One of those that the instance offers; Solution provided where left empty.",
    type: "line",
    required: false,
    placeholder: "Solution provided",
  },
  {
    path: "reopenState",
    label: "State when opened again",
    help: "Its number; 2 (In Progress) where left empty.",
    type: "line",
    required: false,
    placeholder: "2",
  },
  {
    path: "closedStates",
    label: "States that count as closed",
    help: "Whoever set them; 6, 7 and 8 (Resolved, Closed, Canceled) where left empty.",
    type: "list",
    required: false,
  },
  ...ticketFormFields,
  { ...timeoutField, help: "How long one call may take: 30s to 60s. 30s where left empty.", placeholder: "30s" },
];
