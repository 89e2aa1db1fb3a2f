import { Stack, Title } from "@mantine/core";
import type { RuleSetDetail } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Facts } from "../../components/facts.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Stamp } from "../../components/time.tsx";
import { useMay } from "../session/use-may.ts";
import { Difference } from "./difference.tsx";
import { ruleQueries } from "./queries.ts";
import { RestoreVersion } from "./restore-version.tsx";
import { RuleTable } from "./rule-table.tsx";

const route = getRouteApi("/frame/rules/versions/$number");

/** One version: who made it, what it changed, and the way back to it. */
export function VersionPage() {
  const { number } = route.useParams();
  const version = useQuery(ruleQueries.version(number));
  return <QueryStates query={version}>{(found) => <VersionView version={found} />}</QueryStates>;
}

function VersionView({ version }: { version: RuleSetDetail }) {
  const number = String(version.number);
  const difference = useQuery(ruleQueries.changes(number));
  const live = useQuery(ruleQueries.live());
  const mayRestore = useMay("restoreRuleSet");
  const isLive = version.state === "published";
  return (
    <>
      <PageHeader
        title={`Rules v${number}`}
        note={<StateBadge state={version.state} label={isLive ? "live" : version.state} />}
      >
        {mayRestore && !isLive && live.data !== undefined ? (
          <RestoreVersion number={number} live={live.data.number ?? 0} />
        ) : null}
      </PageHeader>
      <Stack gap="lg" px="md" pb="xl">
        <Facts
          facts={[
            ["published", version.publishedAt === null ? null : <Stamp key="at" at={version.publishedAt} />],
            ["by", `${version.author}${version.origin === "config" ? ", from a config file" : ""}`],
            version.note === "" ? null : ["note", version.note],
            version.supersededAt === null ? null : ["superseded", <Stamp key="gone" at={version.supersededAt} />],
          ]}
        />
        <section>
          <Title order={2}>
            {version.basedOn === null ? (
              "The first version"
            ) : (
              <>
                What it changed of{" "}
                <Link to="/rules/versions/$number" params={{ number: String(version.basedOn) }}>
                  v{version.basedOn}
                </Link>
              </>
            )}
          </Title>
          <QueryStates query={difference}>
            {(found) => <Difference difference={found} same="It says the same as the one before it." />}
          </QueryStates>
        </section>
        <section>
          <Title order={2}>Its rules</Title>
          <RuleTable ruleSet={version} />
        </section>
      </Stack>
    </>
  );
}
