import type { ActionKind } from "../action/outcome.ts";
import type { EventChange } from "../event/normalised-event.ts";
import type { RuleBudget } from "./rule-budget.ts";

/** Text in which `{{ … }}` is filled in when the action is performed. */
export type TemplateText = string;

/** JSON whose text leaves are templates. */
export type TemplateTree = null | boolean | number | TemplateText | TemplateTree[] | { [key: string]: TemplateTree };

/** One template, or one by the component's tier: `{1: urgent, 2: high, default: normal}`; no entry = null. */
export type ByTier = TemplateText | { [tier: string]: TemplateText };

/** A length of time as people write it: a whole number with `s`, `m`, `h` or `d`, such as `30s`. */
export type DurationText = string;

/** What every action may say, whatever its kind. */
export interface CommonFields {
  /** Key of the connection that carries it out. */
  connection: string;
  /** CEL; asked after the rule's own `when`. Default: true. */
  when?: string;
}

/** What opens an obligation: a ticket, a status post, a page. */
export interface ObligationFields extends CommonFields {
  /** At most one is open per (scope, connection, kind, slot). Default: `default`; for a page the team it is for. */
  slot?: string;
  /** `component`: one for all incidents of the component's outage. A status post always is. */
  groupBy?: "component";
}

export interface TicketFields extends ObligationFields {
  /** Record a ticket even if the incident resolved before it was sent. */
  always?: boolean;
  priority?: ByTier;
  /** A person or a group. */
  assignee?: ByTier;
  title?: TemplateText;
  description?: TemplateText;
  /** On update: a comment with this text. Left out: no comment. */
  comment?: TemplateText;
  /** More values for the connection's templates, as `action.fields.…`. */
  fields?: { [key: string]: TemplateTree };
}

export interface StatusPostFields extends ObligationFields {
  impact?: ByTier;
  title?: TemplateText;
  text?: TemplateText;
  updateText?: TemplateText;
  resolveText?: TemplateText;
  /** A draft first, published after this long unless stopped. */
  draftFor?: DurationText;
  fields?: { [key: string]: TemplateTree };
}

export interface PageFields extends ObligationFields {
  /** Key of the team to page. Default: the team that owns the component. */
  team?: string;
  /** Not acknowledged within this: the team's lead, then the paths of `failures`. */
  escalateAfter?: DurationText;
  title?: TemplateText;
  text?: TemplateText;
  fields?: { [key: string]: TemplateTree };
}

export interface MessageFields extends CommonFields {
  to?: TemplateText;
  title?: TemplateText;
  text: TemplateText;
  fields?: { [key: string]: TemplateTree };
}

export interface HttpFields extends CommonFields {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Appended to the connection's base URL; values are percent-encoded. */
  path?: TemplateText;
  headers?: { [name: string]: TemplateText };
  /** A JSON body, or with `form` a flat object of texts. */
  body?: TemplateTree;
  form?: boolean;
}

export interface RemediateFields extends CommonFields {
  runbook: string;
  arguments?: { [name: string]: TemplateText };
  /** true: waits for a person's approval. */
  destructive?: boolean;
}

/** The fields of each kind of action, by its name in the file. */
export interface ActionFieldsByKind {
  ticket: TicketFields;
  "status-post": StatusPostFields;
  page: PageFields;
  message: MessageFields;
  http: HttpFields;
  remediate: RemediateFields;
}

/** One kind and its fields, as written in the file: `{ticket: {connection: desk, …}}`. Exactly one key. */
export type RuleAction = {
  [Kind in ActionKind]: { [K in Kind]: ActionFieldsByKind[K] };
}[ActionKind];

/** A change that a rule can be for. */
export type RuleChange = Exclude<EventChange, "none">;

export const ruleChanges: readonly RuleChange[] = ["opened", "reopened", "acknowledged", "updated", "resolved"];

/** One rule, as written. Rules are asked in the order of the list. */
export interface Rule {
  /** Unique in its rule set; `a-z0-9_-`, at most 63 characters. */
  key: string;
  /** What it does, for people. */
  about?: string;
  /** Default: `[opened, reopened]`. */
  on?: RuleChange[];
  /** CEL; default: true. */
  when?: string;
  /** Its actions start that long after the event's processing, and not at all if it is over by then. */
  hold?: DurationText;
  /** May be empty: the rule matches, and is silence on purpose. */
  do: RuleAction[];
  /** true: when it matches, later rules are not asked. */
  stop?: boolean;
  /** Default: true. */
  enabled?: boolean;
}

/** What a test expects of one action beside its kind and connection: the rule that orders it, and fields as they go out. */
export interface ExpectedAction {
  connection: string;
  /** Key of the rule, or `otherwise`. */
  rule?: string;
  [field: string]: TemplateTree;
}

/** Kind → connection key, or more about it: `{ticket: desk}`, `{ticket: {connection: desk, priority: urgent}}`. One kind. */
export type Expectation = { [kind in ActionKind]?: string | ExpectedAction };

/** What the rules see beside the delivery, by name and field: `{onCall: {email: ana@example.test}, component: null}`. */
export type GivenContext = { [name: string]: { [field: string]: TemplateTree } | null };

/** An example that is kept with the rules and run before they are published. */
export interface RuleTest {
  name: string;
  sender: string;
  /** Key of the source that it comes to. Default: the first of that sender. */
  source?: string;
  /** The delivery's body as text. The file says where it lies; what is stored is the text itself. */
  delivery: string;
  /** Where the file said that it lies, so that an export can say it again. */
  deliveryFile?: string;
  /** Headers that the sender's code reads. */
  headers?: { [name: string]: string };
  /** The query that it came with, without "?". */
  query?: string;
  /** When it is processed. Default: when the delivery says that it happened. */
  at?: string;
  given?: GivenContext;
  /** Keys of the rules that must fire, these and no others. Left out: any. */
  fired?: string[];
  /** What must be ordered, in any order. Empty: nothing goes out. */
  expect: Expectation[];
}

/** A whole rule set, as stored in `rule_sets.body` and as written in the file. */
export interface RuleSetBody {
  rules: Rule[];
  /**
   * Runs at most once per incident, on `opened`, when no rule matched. Its action's `when` decides; without one it acts on
   * severity critical, high and unknown, on an unmapped component, and when a rule could not be evaluated.
   * Left out: a page by the paths of `failures`.
   */
  otherwise?: RuleAction;
  tests?: RuleTest[];
  /** Publishing keeps it: see `RuleBudget`. */
  budget?: RuleBudget;
}
