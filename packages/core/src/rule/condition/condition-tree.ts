import type { ASTNode } from "@marcbachmann/cel-js";

/** The nodes directly below, in the order of the text. */
export function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case "value":
    case "id":
      return [];
    case ".":
    case ".?":
      return [node.args[0]];
    case "call":
      return node.args[1];
    case "rcall":
      return [node.args[1], ...node.args[2]];
    case "!_":
    case "-_":
      return [node.args];
    case "map":
      return node.args.flat();
    default:
      return node.args;
  }
}

/** `component.tier` and `labels["team"]` as a list of names; null for anything else. */
export function pathOf(node: ASTNode): string[] | null {
  if (node.op === "id") return [node.args];
  if (node.op === "." || node.op === ".?") {
    const before = pathOf(node.args[0]);
    return before === null ? null : [...before, node.args[1]];
  }
  if ((node.op === "[]" || node.op === "[?]") && node.args[1].op === "value" && typeof node.args[1].args === "string") {
    const before = pathOf(node.args[0]);
    return before === null ? null : [...before, node.args[1].args];
  }
  return null;
}

const loops = new Set(["all", "exists", "exists_one", "map", "filter", "bind"]);

/** Whether a node is a macro that names a variable of its own and runs its last argument for it. */
export function isLoop(node: ASTNode): boolean {
  return node.op === "rcall" && loops.has(node.args[0]) && node.args[2].length >= 2;
}

/** The parts of a condition that must all hold: `a && (b && c)` → a, b, c. */
export function clausesOf(node: ASTNode): ASTNode[] {
  return node.op === "&&" ? [...clausesOf(node.args[0]), ...clausesOf(node.args[1])] : [node];
}
