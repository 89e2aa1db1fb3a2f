import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright";

/** Opens the page in light and in dark and lets axe look at it. @returns what it calls serious or critical, with the place */
export async function findSeriousViolations(page: Page, url: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    if (colorScheme === "light") await page.goto(url);
    await page.getByRole("heading").first().waitFor();
    await page.locator("body:not(:has([aria-busy]))").waitFor();
    // Legacy: in this page, which has no frames, and not in another one opened for each look.
    const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
    // The colours alone depend on the scheme.
    const { violations } = await (colorScheme === "light" ? axe : axe.withRules("color-contrast")).analyze();
    for (const { id, impact, nodes } of violations) {
      if (impact !== "serious" && impact !== "critical") continue;
      found.push(...nodes.map((node) => `${colorScheme} ${id}: ${node.target.join(" ")} ${node.html.slice(0, 160)}`));
    }
  }
  return found;
}
