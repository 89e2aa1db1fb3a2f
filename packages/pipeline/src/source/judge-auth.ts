import { explainIssues, type Path, wordIssue } from "@signalbox/contract";
import { authOverrideSchema, type Sender } from "@signalbox/senders";

/** What is wrong with the `auth` of a source as it is written. */
export function judgeAuth(sender: Sender | null, auth: unknown): { path: Path; message: string }[] {
  const read = authOverrideSchema.safeParse(auth, { error: wordIssue });
  if (!read.success) {
    return explainIssues(read.error.issues, auth).map(({ path, message }) => ({ path: [...path], message }));
  }
  if ("topics" in read.data && sender !== null && sender.scheme.type !== "sns") {
    return [{ path: ["topics"], message: "only deliveries of Amazon SNS come from a topic" }];
  }
  return [];
}
