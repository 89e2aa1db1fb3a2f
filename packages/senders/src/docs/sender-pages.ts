import { senders } from "../registry.ts";
import type { Sender } from "../sender.ts";
import { takesSecrets } from "../verify/read-secret.ts";

/** Every page of docs/senders by the name of its file: one a sender, and the index. Made from the senders' data alone. */
export function senderPages(): ReadonlyMap<string, string> {
  return new Map([
    ["README.md", renderIndex()],
    ...senders.map((sender) => [`${sender.key}.md`, renderSender(sender)] as const),
  ]);
}

const proofWords: Record<Sender["proof"], string> = {
  "published sample": "read by samples that were published or recorded",
  "source code": "read by the sender's own source code",
  "another receiver": "read by the code or the samples of another program that receives it",
  documentation: "read by the sender's documentation",
  "own format": "the format is defined here",
  unproven: "not checked against anything that its makers publish",
};

function renderIndex(): string {
  const rows = senders.map((sender) => [
    `[${sender.name}](${sender.key}.md)`,
    schemeWords(sender),
    sender.can.sendIds ? "yes" : "no",
    sender.natives.join(", "),
    proofState(sender),
  ]);
  const proofs = Object.entries(proofWords).map(([proof, words]) => {
    const count = senders.filter((sender) => sender.proof === proof).length;
    return `- **${proof}** (${count}): ${words}.`;
  });
  return `# Senders

The monitoring tools whose webhooks Signalbox reads. A source of one of them is made in the app (**Sources**) or in the config
file; its page there shows the URL to paste. What no sender fits goes to [any JSON](generic.md). Where a tool serves a chat or a
pager by itself, use that. These pages are made from the program's own data; a test says when they are not current.

${table(["sender", "proves itself by", "sends ids", "serves itself", "state"], rows)}

${senders.length} senders. What the reading of each rests on:

${proofs.join("\n")}

## One source of each, to try
\`examples/all-senders.yaml\` makes a source for every tool, beside what is there; nothing else changes. On the practice company:

\`\`\`sh
export SIGNALBOX_API_TOKEN="any text of 32 characters or more"
npm start -- --practice                                       # and in another shell, with the same variable:
npm run -s signalbox -- apply examples/all-senders.yaml
npm run -s signalbox -- send-test every-zabbix                # a signed test event to its real URL
\`\`\`

Its tokens and secrets are written in the file for everybody to read: retire these sources before anything real is connected.

## For all of them
- A wrong signature or credential is answered with 401, and seen under the source's refusals. Where nothing but the URL proves
  who sends, the URL is the secret.
- Without an id of the sender's, what carries its own time or an id of the outage is known again; else every delivery counts, and
  a repeat changes nothing.
- A new status word or a missing field is a failure that names the field, never a guess. The sender is answered with 200: sending
  it again would not mend it.
- A test event makes no incident. A source may prove itself in [another way](../guides/proof.md) than its sender does.
`;
}

/** In how far its reading is proven, in the words of the table. */
function proofState({ proof }: Sender): string {
  switch (proof) {
    case "published sample":
      return "proven by published sample";
    case "source code":
      return "proven by source code";
    case "another receiver":
      return "read as another receiver does";
    case "documentation":
      return "by documentation";
    case "own format":
      return "own format";
    case "unproven":
      return "unproven";
  }
}

function renderSender(sender: Sender): string {
  const { setup, can } = sender;
  const facts = [
    ["proves itself by", schemeWords(sender)],
    ["sends an id with each delivery", can.sendIds ? "yes" : "no"],
    ["when it is not answered", can.retry],
    ...(can.timeLimit === null ? [] : [["waits for the answer", can.timeLimit]]),
    ["test event", can.testEvent],
    ...(sender.sendsByGet
      ? [["sends by GET", "if you let it: `allowGet: true` for its source; the query is then its body"]]
      : []),
    ["serves itself", nativeWords(sender)],
    ["proof", `${sender.proof}: ${proofWords[sender.proof]}`],
    ...(sender.doubts === null ? [] : [["not certain", sender.doubts]]),
  ];
  const sections = [
    `# ${sender.name} (\`${sender.key}\`)`,
    table(["", ""], facts),
    "## Set it up",
    setup.steps.map((step, index) => `${index + 1}. ${step}`).join("\n"),
    ["```yaml", ...sourceOf(sender), "```"].join("\n"),
    ...(setup.link === null ? [] : [`More: <${setup.link}>`]),
  ];
  return `${sections.join("\n\n")}\n`;
}

function nativeWords({ natives, nativesLink }: Sender): string {
  if (natives.length === 0) return "nothing";
  return nativesLink === null ? natives.join(", ") : `[${natives.join(", ")}](${nativesLink})`;
}

function sourceOf(sender: Sender): string[] {
  const name = sender.key.toUpperCase().replaceAll("-", "_");
  const lines = ["version: 1", "sources:", `  - key: ${sender.key}`, `    sender: ${sender.key}`];
  if (takesSecrets(sender.scheme)) lines.push("    secrets:", `      - env: ${name}_SECRET`);
  return [...lines, "    expectTestEvery: 7d"];
}

function schemeWords({ scheme }: Sender): string {
  switch (scheme.type) {
    case "hmac": {
      const time = scheme.timestamp.in === "none" ? "" : ", with its time";
      return `signature (HMAC-${scheme.algorithm.toUpperCase()} in \`${scheme.header}\`)${time}`;
    }
    case "bearer":
      return "bearer token";
    case "basic":
      return "user and password (basic)";
    case "header-token":
      return `token in \`${scheme.header}\``;
    case "body-token":
      return `token in the body's field \`${scheme.field}\``;
    case "sns":
      return "signature (RSA, by a certificate of Amazon), with its time";
    case "url-token":
      return "the URL alone";
  }
}

/** A table of Markdown. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}
