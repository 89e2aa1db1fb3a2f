import { renderTree, type TemplateTree } from "@signalbox/core";
import { z } from "zod";
import type { FormField } from "../form-field.ts";
import { isObject } from "./is-object.ts";
import { treeTemplate } from "./template-config.ts";

type Scope = Readonly<Record<string, unknown>>;

/** Words of rules, and what the system calls them: an id or a name. */
const wordMap = z.record(z.string().min(1), z.union([z.int(), z.string().min(1)]));

/** By the names of the system's API. */
export interface FurtherFields {
  [name: string]: TemplateTree;
}
const furtherFields: z.ZodType<FurtherFields> = z.record(z.string(), treeTemplate);

/** Fields that each kind of ticket system has. */
export const ticketFields = {
  /** Rules order `urgent`, the system knows a number or a name of its own. */
  priorities: wordMap.exactOptional(),
  /** Rules name a person by e-mail, the system by an id or a login. */
  assignees: wordMap.exactOptional(),
  /** Further fields of a new ticket as the system's API names them; texts are templates. */
  fields: furtherFields.exactOptional(),
};

/** The fields of `ticketFields` on a form. */
export const ticketFormFields: readonly FormField[] = [
  {
    path: "priorities",
    label: "Priorities",
    help: "What the words of rules are called there. A word that is not listed stands in the text.",
    type: "pairs",
    required: false,
  },
  {
    path: "assignees",
    label: "People and groups",
    help: "Who the people of rules are there. Who is not listed stands in the text.",
    type: "pairs",
    required: false,
  },
  {
    path: "fields",
    label: "Further fields",
    help: "Fields of a new ticket as the API of the system names them, as JSON. Texts may be templates.",
    type: "json",
    required: false,
  },
];

export interface TicketWords {
  /** What the system calls the priority; null where none was ordered or it has no name for it. */
  priority: string | number | null;
  assignee: string | number | null;
  /** Lines for the text: what was ordered and has no name there. */
  unnamed: string[];
}

/** Priority and assignee of a rule in the words of the system. */
export function nameWords(
  config: { priorities?: Record<string, string | number>; assignees?: Record<string, string | number> },
  scope: Scope,
): TicketWords {
  const unnamed: string[] = [];
  const name = (field: "priority" | "assignee", label: string, map: Record<string, string | number> = {}) => {
    const word = isObject(scope.action) ? scope.action[field] : null;
    if ((typeof word !== "string" && typeof word !== "number") || word === "") return null;
    if (Object.hasOwn(map, String(word))) return map[String(word)]!;
    unnamed.push(`${label}: ${word}`);
    return null;
  };
  const priority = name("priority", "Priority", config.priorities);
  const assignee = name("assignee", "Assignee", config.assignees);
  return { priority, assignee, unnamed };
}

export type FieldsOutcome =
  | { outcome: "rendered"; fields: Record<string, unknown> }
  | { outcome: "not-possible"; reason: string };

/** Further fields of a ticket: the connection's, then the rule's own. */
export function renderTicketFields(config: { fields?: FurtherFields }, scope: Scope): FieldsOutcome {
  const rendered = renderTree(config.fields ?? {}, scope);
  if (rendered.outcome === "not-rendered") {
    const { path, message } = rendered.problem;
    return { outcome: "not-possible", reason: `fields${path && `.${path}`}: ${message}` };
  }
  const own = isObject(scope.action) && isObject(scope.action.fields) ? scope.action.fields : {};
  return { outcome: "rendered", fields: { ...(rendered.value as Record<string, unknown>), ...own } };
}
