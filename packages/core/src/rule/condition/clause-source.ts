import type { SourceRange } from "./condition-problem.ts";

/**
 * The text of one clause with its parentheses: the range of a node leaves out those that stand around its outermost
 * operands, so that `!(a == b)` would end before its last one.
 */
export function clauseRange(source: string, node: SourceRange): SourceRange {
  const parens = findParens(source);
  let { start, end } = node;
  let open = 0;
  let unopened = 0;
  for (const paren of parens.filter(({ at }) => at >= node.start && at < node.end)) {
    if (paren.opens) open += 1;
    else if (open > 0) open -= 1;
    else unopened += 1;
  }
  const before = parens.filter(({ at, opens }) => opens && at < node.start);
  const after = parens.filter(({ at, opens }) => !opens && at >= node.end);
  if (unopened > 0) start = before.at(-unopened)?.at ?? start;
  if (open > 0) end = (after[open - 1]?.at ?? end - 1) + 1;
  return { start, end };
}

/** Parentheses outside of quoted texts and comments. */
function findParens(source: string): { at: number; opens: boolean }[] {
  const tokens =
    /\/\/[^\n]*|[rR]?("""|''')[\s\S]*?\1|[rR]"[^"]*"|[rR]'[^']*'|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[()]/g;
  return [...source.matchAll(tokens)].flatMap((match) =>
    match[0] === "(" || match[0] === ")" ? [{ at: match.index, opens: match[0] === "(" }] : [],
  );
}
