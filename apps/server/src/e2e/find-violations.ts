import axe from "axe-core";
import type { Page } from "playwright";
import { hasSettled } from "./browser.ts";

/** Lets axe look at the page as it stands, in light and in dark. @returns what it calls serious or critical, with the place */
export async function findSeriousViolations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await hasSettled(page);
    // Once for each document: to bring it there takes longer than its look.
    if (!(await page.evaluate<boolean>(`"axe" in window`))) await page.evaluate(axe.source);
    const options: axe.RunOptions = {
      resultTypes: ["violations"],
      preload: false,
      // The colours alone depend on the scheme.
      ...(colorScheme === "dark" ? { runOnly: ["color-contrast"] } : {}),
    };
    const violations = await page.evaluate<axe.Result[]>(
      `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
    );
    for (const { id, impact, nodes } of violations) {
      if (impact !== "serious" && impact !== "critical") continue;
      found.push(...nodes.map((node) => `${colorScheme} ${id}: ${node.target.join(" ")} ${node.html.slice(0, 160)}`));
    }
  }
  return found;
}
