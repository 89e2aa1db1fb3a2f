import { type ConfigProblem, printRuleSetText, type RuleProblem } from "@signalbox/contract";
import { type RuleSetBody, toIso, toIsoOrNull } from "@signalbox/core";
import type { findRuleSet } from "@signalbox/database";
import type { CheckedRules } from "@signalbox/pipeline";
import { ApiProblem } from "../http/api-problem.ts";

export type RuleSetRow = NonNullable<Awaited<ReturnType<typeof findRuleSet>>>;

export function showCheck({ problems, warnings, tests }: Pick<CheckedRules, "problems" | "warnings" | "tests">) {
  return {
    ok: problems.length === 0,
    problems: [
      ...problems.map((problem) => showProblem("error", problem)),
      ...warnings.map((warning) => showProblem("warning", warning)),
    ],
    tests:
      tests?.map(({ problems: found, ...test }) => ({
        ...test,
        passed: found.length === 0,
        problems: found.map(({ message }) => message),
      })) ?? null,
  };
}

function showProblem(level: RuleProblem["level"], { path, message, line, column, end }: ConfigProblem): RuleProblem {
  return { level, path, message, line, column, endLine: end?.line ?? null, endColumn: end?.column ?? null };
}

export function mistakes(problems: readonly ConfigProblem[]): ApiProblem {
  const errors = problems.map(({ path, message, line, column }) => ({
    path,
    message: `line ${line}:${column} ${message}`,
  }));
  const count = errors.length === 1 ? "one mistake" : `${errors.length} mistakes`;
  return new ApiProblem("invalid", `The rules have ${count}: ${errors[0]?.message}`, { more: { errors } });
}

export function draftConflict(stands: { author: string | null; revision: number | null }): ApiProblem {
  if (stands.author === null || stands.revision === null) {
    return new ApiProblem("conflict", "The draft was published or thrown away meanwhile: load the live rules again.");
  }
  const { author, revision } = stands;
  const detail = `${author} saved the draft meanwhile: load it again and bring your change in.`;
  return new ApiProblem("conflict", detail, { more: { conflict: { author, revision } } });
}

/** Somebody else published: what the caller saw as live is live no more. */
export function liveMoved({ number, author }: { number: number; author: string }): ApiProblem {
  const detail = `${author} published v${number} meanwhile: look at what it changed, then publish over it.`;
  return new ApiProblem("conflict", detail, { more: { conflict: { author, revision: number } } });
}

export function showRuleSet(row: Omit<RuleSetRow, "body">) {
  return {
    number: row.number,
    state: row.state,
    author: row.author,
    note: row.note,
    origin: row.origin,
    rules: row.rules,
    revision: row.revision,
    basedOn: row.basedOnNumber,
    createdAt: toIso(row.createdAt),
    updatedAt: toIso(row.updatedAt),
    publishedAt: toIsoOrNull(row.publishedAt),
    supersededAt: toIsoOrNull(row.supersededAt),
  };
}

export function showWhole(row: RuleSetRow) {
  // Stored by our own commands in exactly this shape.
  const text = printRuleSetText(row.body as unknown as RuleSetBody);
  return { ...showRuleSet(row), body: row.body, text };
}
