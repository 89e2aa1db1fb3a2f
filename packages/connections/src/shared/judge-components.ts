import type { TestVerdict } from "../connection-kind.ts";
import { trouble } from "./interpret-test-status.ts";

/** Whether the components that a connection names are on the page. A longer list has more pages: what is not on the first one
 *  may be on another. @param copyFrom where the ids stand, as in "API info". */
export function judgeComponents(
  components: Readonly<Record<string, string | number>> = {},
  there: { ids: ReadonlySet<string>; isWhole: boolean },
  copyFrom: string,
): TestVerdict {
  const missing = Object.entries(components).filter(([, id]) => !there.ids.has(String(id)));
  if (missing.length === 0 || !there.isWhole) return { verdict: "ok", sentence: "Its components are there." };
  const names = missing.map(([key, id]) => `${key} (${id})`).join(", ");
  return trouble("wrong-setting", `The page has no component with the id of ${names}. Copy the ids from ${copyFrom}.`);
}
