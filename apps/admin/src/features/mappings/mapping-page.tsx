import { Alert, Group, Stack, Text } from "@mantine/core";
import type { MappingBody, MappingDetail } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { PageHeader } from "../../components/page-header.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { Time } from "../../components/time.tsx";
import { MappingEditor } from "./mapping-editor.tsx";
import { MappingVersions } from "./mapping-versions.tsx";
import { mappingQueries } from "./queries.ts";

const route = getRouteApi("/frame/sources/$key/mapping");

/** How a payload becomes an event: the sample on the left, each field of the event with what it gives on the right. */
export function MappingPage() {
  const { key } = route.useParams();
  const { from, version } = route.useSearch();
  const current = useQuery({ ...mappingQueries.current(key), refetchOnWindowFocus: false });
  return (
    <>
      <PageHeader title={`Mapping of ${key}`} note="how its deliveries are read">
        <Link to="/sources/$key" params={{ key }}>
          The source
        </Link>
      </PageHeader>
      <Stack gap="lg" px="md" pb="xl">
        <QueryStates query={current}>
          {({ senderName, current: held }) => (
            <>
              <Held held={held} senderName={senderName} />
              <Beginning sourceKey={key} held={held} from={from} version={version} senderName={senderName} />
              {held === null ? null : <MappingVersions sourceKey={key} current={held.version} shown={version} />}
            </>
          )}
        </QueryStates>
      </Stack>
    </>
  );
}

function Held({ held, senderName }: { held: MappingDetail | null; senderName: string }) {
  if (held === null) {
    return (
      <Text size="sm" c="dimmed">
        There is no mapping yet: the code for {senderName} alone reads its deliveries. What you say here replaces single
        fields of it, or says all of them.
      </Text>
    );
  }
  return (
    <Text size="sm" c="dimmed" component="div">
      Version {held.version} holds, by <span className="foreign">{held.author}</span> <Time at={held.createdAt} />
      {held.note === "" ? null : <span className="foreign">: {held.note}</span>}
    </Text>
  );
}

function Beginning(props: {
  sourceKey: string;
  held: MappingDetail | null;
  from: string | undefined;
  version: number | undefined;
  senderName: string;
}) {
  const { sourceKey, held, from, version, senderName } = props;
  const guess = useQuery({ ...mappingQueries.guess(sourceKey, from ?? ""), enabled: from !== undefined });
  const older = useQuery({ ...mappingQueries.version(sourceKey, version ?? 0), enabled: version !== undefined });
  const shared = { sourceKey, senderName, readVersion: held?.version ?? null };
  if (version !== undefined) {
    return (
      <QueryStates query={older}>
        {(found) => (
          <>
            <Alert color="gray" variant="light">
              <Group gap="sm">
                This is version {found.version} by {found.author}. Save it to make it hold again.
              </Group>
            </Alert>
            <MappingEditor
              key={`v${found.version}`}
              {...shared}
              start={read(found)}
              note={`version ${found.version} again`}
            />
          </>
        )}
      </QueryStates>
    );
  }
  if (from !== undefined) {
    return (
      <QueryStates query={guess}>
        {(found) => <MappingEditor key={from} {...shared} start={read(found)} note="" delivery={from} />}
      </QueryStates>
    );
  }
  return <MappingEditor key="held" {...shared} start={held === null ? { fields: {} } : read(held)} note="" />;
}

function read({ mapping }: { mapping: Record<string, unknown> }): MappingBody {
  return { ...mapping, fields: (mapping.fields ?? {}) as MappingBody["fields"] };
}
