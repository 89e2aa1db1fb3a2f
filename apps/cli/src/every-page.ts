interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** All items of a list, page by page, up to `limit`. */
export async function everyPage<Item>(
  load: (query: { limit: number; cursor?: string }) => Promise<Page<Item>>,
  limit = Number.POSITIVE_INFINITY,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await load({
      limit: Math.min(500, limit - items.length),
      ...(cursor === null ? {} : { cursor }),
    });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && items.length < limit);
  return items;
}
