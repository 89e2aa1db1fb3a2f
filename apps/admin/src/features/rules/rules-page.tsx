import { Button, Group, Stack } from "@mantine/core";
import type { Coverage, RuleActivity, RuleSetDetail } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { PageHeader } from "../../components/page-header.tsx";
import { Loading, QueryStates } from "../../components/page-states.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { useMay } from "../session/use-may.ts";
import { coverageQueries } from "./coverage/queries.ts";
import { ruleQueries } from "./queries.ts";
import { RuleTable } from "./rule-table.tsx";
import { VersionsTable } from "./versions-table.tsx";

const DraftEditor = lazy(() => import("./draft-editor.tsx").then((module) => ({ default: module.DraftEditor })));
const route = getRouteApi("/frame/rules");

const noActivity: readonly RuleActivity[] = [];
const noIdle: Coverage["idle"] = [];

/** What will happen, and is that what I want? */
export function RulesPage() {
  const { edit, from, test } = route.useSearch();
  const live = useQuery(ruleQueries.live());
  const draft = useQuery(ruleQueries.draft());
  const activity = useQuery(ruleQueries.activity());
  const coverage = useQuery(coverageQueries.gaps("live"));
  const mayEdit = useMay("saveDraftRuleSet");
  return (
    <QueryStates query={live}>
      {(liveSet) => (
        <>
          <PageHeader title="Rules" note={<LiveNote live={liveSet} />}>
            <Button renderRoot={(props) => <Link to="/rules/coverage" {...props} />}>Coverage</Button>
            {edit || !mayEdit ? null : (
              <Button renderRoot={(props) => <Link to="/rules" search={{ edit: "yes" }} {...props} />} variant="filled">
                {draft.data == null ? "Edit" : `Go on with ${draft.data.author}'s draft`}
              </Button>
            )}
          </PageHeader>
          <Stack gap="lg" px="md" pb="xl">
            {edit && mayEdit ? (
              <QueryStates query={draft}>
                {(draftSet) => (
                  <Suspense fallback={<Loading />}>
                    <DraftEditor live={liveSet} draft={draftSet} from={from} test={test} />
                  </Suspense>
                )}
              </QueryStates>
            ) : (
              <RuleTable
                ruleSet={liveSet}
                activity={activity.data?.items ?? noActivity}
                idle={coverage.data?.idle ?? noIdle}
              />
            )}
            <VersionsTable />
          </Stack>
        </>
      )}
    </QueryStates>
  );
}

function LiveNote({ live }: { live: RuleSetDetail }) {
  return (
    <Group gap="xs">
      <StateBadge state="published" label={`v${live.number} live`} />
      <span>
        by {live.author}, {live.publishedAt === null ? null : <Time at={live.publishedAt} />}
      </span>
    </Group>
  );
}
