import { Alert, List, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { sourceQueries } from "../sources/queries.ts";

/** Says which of the sources' monitoring tools can serve this system without Signalbox. Nothing where none can, or while it
 *  is not known: it is a hint, and holds up no form. */
export function ServedAlready({ nativeAs, system }: { nativeAs: string; system: string }) {
  const senders = useQuery(sourceQueries.senders());
  const sources = useQuery(sourceQueries.all());
  const able = (senders.data?.items ?? []).filter(({ natives }) => natives.includes(nativeAs));
  const served = (sources.data?.items ?? []).flatMap((source) => {
    const sender = able.find(({ key }) => key === source.sender);
    return sender === undefined ? [] : [{ source, tool: sender.name }];
  });
  if (served.length === 0) return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      title={`Your monitoring can already post to ${system} by itself: use that`}
      role="note"
    >
      <Text size="sm">
        An integration of its own knows more of each problem, and works while Signalbox is away. Come here for what it
        can't do: messages by Signalbox's rules, about several tools, or in your own words.
      </Text>
      <List size="sm" mt={4}>
        {served.map(({ source, tool }) => (
          <List.Item key={source.key}>
            {tool}, source{" "}
            <Link to="/sources/$key" params={{ key: source.key }}>
              {source.name}
            </Link>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
