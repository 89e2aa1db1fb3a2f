import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { senderPages } from "./sender-pages.ts";

const folder = join(import.meta.dirname, "../../../../docs/senders");
const pages = senderPages();

describe("docs/senders", () => {
  it.each([...pages.keys()])(
    "%s is current: `node_modules/.bin/vitest run --project unit packages/senders/src/docs -u` makes it",
    async (name) => {
      await expect(pages.get(name)).toMatchFileSnapshot(join(folder, name));
    },
  );

  it("has a page for every sender, and no other", () => {
    expect(readdirSync(folder).toSorted()).toEqual([...pages.keys()].toSorted());
  });
});
