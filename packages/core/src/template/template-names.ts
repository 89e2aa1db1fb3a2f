import { routingSchema } from "../rule/routing-context.ts";

/** Which names templates may begin with, and which fields each has; null = any field. */
export type TemplateNames = ReadonlyMap<string, ReadonlySet<string> | null>;

const routed = Object.entries(routingSchema).map(
  ([name, object]) => [name, new Set(Object.keys(object.fields))] as const,
);

/** What an action's own fields see (`assignee: "{{ onCall.email }}"`). */
export const ruleTemplateNames: TemplateNames = new Map<string, ReadonlySet<string> | null>([
  ...routed,
  ["labels", null],
  ["now", new Set()],
  ["obligation", new Set(["reference", "externalId", "externalUrl", "previousId", "previousUrl"])],
  ["resolution", new Set(["note", "durationSeconds", "resolvedAt"])],
]);

/** What a connection's templates see: the same, and `action`, the rule's own fields. */
export const connectionTemplateNames: TemplateNames = new Map<string, ReadonlySet<string> | null>([
  ...ruleTemplateNames,
  ["action", null],
]);
