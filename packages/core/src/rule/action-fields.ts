import type { ActionKind } from "../action/outcome.ts";
import type { ActionFieldsByKind, CommonFields, ObligationFields } from "./rule-set-body.ts";

/** What stands in a field of an action, as the person writes it. */
export type FieldShape =
  /** A template text. */
  | "template"
  /** A template, or one by the component's tier. */
  | "by-tier"
  /** A template for the path of a URL. */
  | "url-path"
  /** JSON whose texts are templates. */
  | "tree"
  /** An object whose values are template texts. */
  | "templates"
  /** `30s`, `5m`, `2h`, `1d`. */
  | "duration"
  /** true or false. */
  | "flag"
  /** Text that is taken as it is: the key of something. */
  | "key"
  /** GET, POST, PUT, PATCH or DELETE. */
  | "method";

export interface FieldSpec {
  shape: FieldShape;
  required?: true;
}

type OwnFields<Kind extends ActionKind> = Exclude<
  keyof ActionFieldsByKind[Kind],
  keyof CommonFields | keyof ObligationFields
>;

const fields: FieldSpec = { shape: "tree" };

/** The fields of each kind beside `connection`, `when`, `slot` and `groupBy`. Checks and forms are made from this. */
export const actionFields: { readonly [Kind in ActionKind]: Readonly<Record<OwnFields<Kind>, FieldSpec>> } = {
  ticket: {
    always: { shape: "flag" },
    priority: { shape: "by-tier" },
    assignee: { shape: "by-tier" },
    title: { shape: "template" },
    description: { shape: "template" },
    comment: { shape: "template" },
    fields,
  },
  "status-post": {
    impact: { shape: "by-tier" },
    title: { shape: "template" },
    text: { shape: "template" },
    updateText: { shape: "template" },
    resolveText: { shape: "template" },
    draftFor: { shape: "duration" },
    fields,
  },
  page: {
    team: { shape: "key" },
    escalateAfter: { shape: "duration" },
    title: { shape: "template" },
    text: { shape: "template" },
    fields,
  },
  message: {
    to: { shape: "template" },
    title: { shape: "template" },
    text: { shape: "template", required: true },
    fields,
  },
  http: {
    method: { shape: "method" },
    path: { shape: "url-path" },
    headers: { shape: "templates" },
    body: { shape: "tree" },
    form: { shape: "flag" },
  },
  remediate: {
    runbook: { shape: "key", required: true },
    arguments: { shape: "templates" },
    destructive: { shape: "flag" },
  },
};

/** Every kind of action, in the order of the manual. */
export const actionKinds = Object.keys(actionFields) as readonly ActionKind[];

/** Kinds that open something outside, which is closed when what it stands for has ended. */
export const obligationKinds: readonly ActionKind[] = ["ticket", "status-post", "page"];
