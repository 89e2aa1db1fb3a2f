import {
  checkTemplate,
  checkTemplateTree,
  checkUrlTemplate,
  connectionTemplateNames,
  type TemplateProblem,
  type TemplateTree,
} from "@signalbox/core";
import { z } from "zod";

/** A path with its query, whose parts may be templates. */
export const pathTemplate = z
  .string()
  .refine((text) => text.startsWith("/") && !text.startsWith("//"), "a path begins with one /")
  .superRefine((text, context) => report(checkUrlTemplate(text, connectionTemplateNames), context));

/** A text with templates. */
const textTemplate = z
  .string()
  .superRefine((text, context) => report(checkTemplate(text, connectionTemplateNames), context));

const anyTree: z.ZodType<TemplateTree> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(anyTree), z.record(z.string(), anyTree)]),
);

/** JSON whose texts are templates. */
export const treeTemplate: z.ZodType<TemplateTree> = anyTree.superRefine((body, context) =>
  report(checkTemplateTree(body, connectionTemplateNames), context),
);

/** Headers by name; their values are templates. */
export const headerTemplates = z.record(
  z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, "a header's name has letters, digits and -"),
  textTemplate,
);

function report(problems: TemplateProblem[], context: z.RefinementCtx): void {
  for (const { message, path, line, column } of problems) {
    const place = [path, line === null ? "" : `line ${line}, column ${column}`]
      .filter((part) => part !== "")
      .join(", ");
    context.addIssue({ code: "custom", message: place === "" ? message : `${place}: ${message}` });
  }
}
