import { ApiError } from "@signalbox/contract";
import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { signInAgain, watchSession } from "./watch-session.ts";

async function countEnds(status: number): Promise<number> {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  let ends = 0;
  const stop = watchSession(client, () => ends++);
  const fail = () => Promise.reject(new ApiError(status, null));
  await client.fetchQuery({ queryKey: ["any"], queryFn: fail }).catch(() => null);
  await client
    .getMutationCache()
    .build(client, { mutationFn: fail })
    .execute(undefined)
    .catch(() => null);
  stop();
  await client.fetchQuery({ queryKey: ["later"], queryFn: fail }).catch(() => null);
  return ends;
}

it("hears of a session that ended, from queries and mutations", async () => expect(await countEnds(401)).toBe(2));
it.each([403, 404, 409, 500, 0])("leaves the page alone on %i", async (status) =>
  expect(await countEnds(status)).toBe(0),
);
it("leads back to where one was, but not to the door itself", () => {
  expect(signInAgain({ pathname: "/incidents", href: "/incidents?q=1" })).toEqual({ next: "/incidents?q=1" });
  expect(signInAgain({ pathname: "/sign-in", href: "/sign-in?next=%2F" })).toBeNull();
});
