import { type ImitatedAnswer, type ImitatedCall, type Imitation, startImitation } from "./imitation-server.ts";

interface TeamsCard {
  body: readonly { type: string; text: string }[];
  actions?: readonly { type: string; url: string }[];
}

export interface TeamsImitation extends Imitation {
  /** The address that is the credential: its signature stands in the query. */
  webhookUrl: string;
  /** Cards that the workflow posted. */
  cards(): readonly TeamsCard[];
}

const messageBytesMax = 28 * 1_024;

/** A workflow with the trigger "When a Teams webhook request is received" as
 *  https://learn.microsoft.com/en-us/connectors/teams/#microsoft-teams-webhook describes it: JSON by POST with adaptive cards as
 *  attachments; 202 without a body when the workflow took it. Errors as `{error: {code, message}}`. A message has at most 28 KB
 *  (https://learn.microsoft.com/en-us/microsoftteams/limits-specifications-teams). */
export async function startTeams(): Promise<TeamsImitation> {
  const path = "/powerautomate/automations/direct/workflows/0190a0b000007000/triggers/manual/paths/invoke";
  const signature = "jlOLrWxZdPDq2TlmRTn5cJ4Cq1OZnEGgcAbcdefghi";
  let cards: TeamsCard[] = [];

  function reply(call: ImitatedCall): ImitatedAnswer {
    if (call.path !== path) return error(404, "WorkflowNotFound", "The workflow could not be found.");
    if (call.query.get("sig") !== signature) {
      return error(401, "DirectApiRequestHasInvalidSignature", "The authentication credentials are not valid.");
    }
    if (call.method !== "POST") return error(405, "MethodNotAllowed", "Only POST starts the workflow.");
    const given = call.json as { type?: string; attachments?: { contentType?: string; content?: TeamsCard }[] };
    const [attachment] = given?.attachments ?? [];
    if (given?.type !== "message" || attachment?.contentType !== "application/vnd.microsoft.card.adaptive") {
      return error(400, "TriggerInputSchemaMismatch", "The input body for trigger 'manual' did not match its schema.");
    }
    // What can't be posted was taken all the same: only the workflow's own history tells.
    if (isCard(attachment.content) && Buffer.byteLength(call.body) <= messageBytesMax) cards.push(attachment.content);
    return { status: 202 };
  }

  const imitation = await startImitation({
    answer: reply,
    keep: () => {
      const kept = [...cards];
      return () => {
        cards = kept;
      };
    },
  });
  const query = `api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${signature}`;
  return { ...imitation, webhookUrl: `${imitation.url}${path}?${query}`, cards: () => cards };
}

function isCard(card: unknown): card is TeamsCard {
  const { type, version, body } = { ...(card as object) } as { type?: string; version?: string; body?: unknown };
  if (type !== "AdaptiveCard" || version === undefined || !Array.isArray(body)) return false;
  return body.every(
    (one: { type?: string; text?: unknown }) => one.type === "TextBlock" && typeof one.text === "string",
  );
}

function error(status: number, code: string, message: string): ImitatedAnswer {
  return { status, body: { error: { code, message } } };
}
