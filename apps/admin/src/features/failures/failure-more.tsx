import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Facts } from "../../components/facts.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { Time } from "../../components/time.tsx";
import { failureQueries } from "./queries.ts";

const ends: Record<string, string> = {
  done: "got through",
  failed: "did not get through",
  cancelled: "was not needed any more",
  running: "is under way",
  waiting: "waits",
  unknown: "may have got through",
};

/** What a kind means, when it ends by itself, and every page about it. */
export function FailureMore({ id }: { id: string }) {
  return (
    <QueryStates query={useQuery(failureQueries.one(id))}>
      {({ means, settles, pageHistory, pageAfter, nobodyReached }) => (
        <Facts
          facts={[
            ["What it means", means],
            ["Settles itself", settles ?? "never: a person settles it"],
            nobodyReached ? ["Paged again", <Time key="again" at={pageAfter} />] : null,
            [
              "Pages",
              pageHistory.length === 0
                ? "none"
                : pageHistory.map((page) => (
                    <Text key={`${page.connection} ${page.at}`} size="sm" component="div">
                      <Time at={page.at} /> by {page.connection}: {ends[page.state] ?? page.state}
                      {page.state === "failed" && page.reason !== null ? ` (${page.reason})` : ""}
                    </Text>
                  )),
            ],
          ]}
        />
      )}
    </QueryStates>
  );
}
