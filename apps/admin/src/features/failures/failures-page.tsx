import { Button, SegmentedControl } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { FilterBar, FilterSelect } from "../../components/filter-bar.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { useMay } from "../session/use-may.ts";
import { FailureRow } from "./failure-row.tsx";
import classes from "./failures-page.module.css";
import { failureQueries } from "./queries.ts";
import { RetryMany } from "./retry-many.tsx";
import { RetryProgress } from "./retry-progress.tsx";
import type { FailureSearch } from "./search-params.ts";

const route = getRouteApi("/frame/failures");
const times = [
  { value: "1h", label: "begun in the last hour" },
  { value: "24h", label: "in the last 24 hours" },
  { value: "7d", label: "in the last 7 days" },
];

/** What do I do now? */
export function FailuresPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const [retrying, retry] = useDisclosure(false);
  const mayRetry = useMay("startFailureRetry");
  const failures = useInfiniteQuery(failureQueries.list(search));
  const facets = failures.data?.pages[0]?.facets;
  const { status, ...filter } = search;
  const go = (next: Partial<FailureSearch>) =>
    void navigate({ to: "/failures", search: { ...search, ...next }, replace: true });
  return (
    <>
      <PageHeader title="Failures" note="what needs a person">
        {status === "open" && mayRetry ? <Button onClick={retry.open}>Retry all of these…</Button> : null}
        <SegmentedControl
          size="xs"
          aria-label="Which"
          value={status}
          onChange={(next) => go({ status: next as FailureSearch["status"] })}
          data={[
            { value: "open", label: "To settle" },
            { value: "settled", label: "Settled" },
          ]}
        />
      </PageHeader>
      <FilterBar values={filter} onClear={() => void navigate({ to: "/failures", search: { status }, replace: true })}>
        <FilterSelect
          label="Kind"
          value={filter.kind}
          options={withChosen(
            facets?.kinds.map(({ kind, title, open }) => ({ value: kind, label: `${title} (${open})` })) ?? [],
            filter.kind,
          )}
          onChange={(kind) => go({ kind })}
        />
        <FilterSelect
          label="Connection"
          value={filter.connection}
          options={withChosen(facets?.connections.map(named) ?? [], filter.connection)}
          onChange={(connection) => go({ connection })}
        />
        <FilterSelect
          label="Source"
          value={filter.source}
          options={withChosen(facets?.sources.map(named) ?? [], filter.source)}
          onChange={(source) => go({ source })}
        />
        <FilterSelect
          label="Time"
          value={filter.within}
          options={times}
          onChange={(within) => go({ within: within as FailureSearch["within"] })}
        />
      </FilterBar>
      <RetryProgress />
      <RetryMany search={search} opened={retrying} onClose={retry.close} />
      <QueryStates query={failures}>
        {(data) => {
          const rows = data.pages.flatMap((page) => page.items);
          if (rows.length === 0) return <NothingHere search={search} />;
          return (
            <>
              <ul className={classes.list} aria-label="Failures">
                {rows.map((failure) => (
                  <FailureRow key={failure.id} failure={failure} />
                ))}
              </ul>
              {failures.hasNextPage ? (
                <div className={classes.more}>
                  <Button onClick={() => void failures.fetchNextPage()} loading={failures.isFetchingNextPage}>
                    Load more
                  </Button>
                </div>
              ) : null}
            </>
          );
        }}
      </QueryStates>
    </>
  );
}

function NothingHere({ search }: { search: FailureSearch }) {
  const { status, ...filter } = search;
  if (Object.values(filter).some((value) => value !== undefined)) {
    return <Empty title="None fits">Other failures may: clear the filter.</Empty>;
  }
  return (
    <Empty title={status === "open" ? "Nothing to settle" : "None was settled yet"}>
      {status === "open" ? "Whatever Signalbox could not do by itself stands here, and pages somebody." : null}
    </Empty>
  );
}

interface Option {
  value: string;
  label: string;
}

const named = (key: string): Option => ({ value: key, label: key });

// What the URL chose stays a choice, also where no open failure has it.
function withChosen(options: Option[], chosen: string | undefined): Option[] {
  if (chosen === undefined || options.some(({ value }) => value === chosen)) return options;
  return [...options, { value: chosen, label: chosen.replaceAll("-", " ") }];
}
