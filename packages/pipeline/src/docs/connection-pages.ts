import { connectionKinds } from "@signalbox/connections";
import { actionsOf, gradeWords, proofWords, renderKind, table } from "./render-kind.ts";

/** Every page of docs/connections by the name of its file: one a kind, and the index. */
export function connectionPages(): ReadonlyMap<string, string> {
  return new Map([
    ["README.md", renderIndex()],
    ...connectionKinds.map((kind) => [`${kind.key}.md`, renderKind(kind)] as const),
  ]);
}

function renderIndex(): string {
  const rows = connectionKinds.map((kind) => {
    const config = kind.configSchema.parse(kind.guide.example);
    const can = kind.capabilities(config);
    return [
      `[${kind.name}](${kind.key}.md)`,
      actionsOf(can),
      kind.grade(config),
      can.close ? "yes" : "no",
      kind.proof.status,
    ];
  });
  const grades = Object.entries(gradeWords).map(([grade, words]) => `- **${grade}**: ${words}.`);
  const proofs = Object.entries(proofWords).map(([status, words]) => `- **${status}**: ${words}.`);
  return `# Connections

The outside systems that Signalbox calls. A connection is made in the app (**Connections**) or in the config file; **Test
connection** makes a harmless call and tells the result in words. Where a monitoring tool serves a chat or a pager by itself, use
that. These pages are made from the program's own data by \`npm run docs:connections\`.

${table(["system", "carries out", "grade", "closes", "proof"], rows)}

The grade, as with the settings of each page's example:

${grades.join("\n")}

What is proven of the calls:

${proofs.join("\n")}

## For all of them
- Credentials are stored encrypted, shown to nobody again, and kept out of logs, attempts and errors. Who changes a connection's
  address enters its credentials again.
- OAuth 2 client credentials, where a kind takes them:
  \`auth: {oauth2: {tokenUrl, clientId, clientSecret: {env: NAME}, scope}}\`, with \`credentialsIn: body\` for a server that does not
  take the client's id and secret in the header. The token is got through the same guard, kept in memory until a minute before its
  end, and got once for all that wait. One that is refused (401) is replaced once; a second 401 pauses the connection.
- Calls go to public addresses only; \`SIGNALBOX_ALLOW_NETWORKS\` opens others. Redirects are never followed.
- 408, 425, 429 and 5xx are tried again, with \`Retry-After\` obeyed up to an hour; 400, 404, 410 and 422 are final and become a
  failure; 401 and 403 pause the connection and page somebody.
- A call whose answer was lost is in doubt: the grade says what follows.
`;
}
