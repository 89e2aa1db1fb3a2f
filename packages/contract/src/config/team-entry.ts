import { z } from "zod";
import { durationText } from "./duration.ts";
import { lineOfText, objectKeyText } from "./scalar.ts";
import { strictShape } from "./strict-shape.ts";

/** Who is on call, read from another system: a GET of `path` on the connection, `select` takes the person from the answer. */
const lookUpEntry = {
  connection: objectKeyText.exactOptional(),
  path: z.string().startsWith("/", "the path begins with /").max(2000, "at most 2000 characters").exactOptional(),
  select: z
    .string()
    .regex(/^\$/, 'select begins with $: "$.email" takes the field email of the answer')
    .max(500)
    .exactOptional(),
  refresh: durationText.exactOptional(),
};

/** Who is on call: by a rotation kept here, or by a look-up elsewhere. */
const onCallEntry = strictShape("onCall", {
  rotation: objectKeyText.exactOptional(),
  ...lookUpEntry,
  fallback: lineOfText.exactOptional(),
}).check((context) => {
  const { rotation, connection, path, ...rest } = context.value;
  const refuse = (message: string, at: string[] = []) =>
    context.issues.push({ code: "custom", path: at, message, input: context.value });
  if (rotation === undefined) {
    if (connection === undefined) refuse("name the rotation kept here, or the connection to ask");
    else if (path === undefined) refuse("the path to ask is missing", ["path"]);
    return;
  }
  const extra = Object.keys({ connection, path, ...rest }).find(
    (name) => name !== "fallback" && context.value[name as keyof typeof context.value] !== undefined,
  );
  if (extra !== undefined) refuse(`${extra} is for a look-up elsewhere: a rotation kept here needs none`, [extra]);
});

export const teamEntry = strictShape("a team", {
  key: objectKeyText,
  name: lineOfText.exactOptional(),
  lead: lineOfText.exactOptional(),
  onCall: onCallEntry.exactOptional(),
});
export type TeamEntry = z.infer<typeof teamEntry>;
