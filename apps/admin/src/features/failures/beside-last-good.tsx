import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { MisfitTable } from "../../components/misfit-table.tsx";
import { QueryStates } from "../../components/page-states.tsx";
import { Time } from "../../components/time.tsx";
import { deliveryQueries } from "../deliveries/queries.ts";

const rowsMax = 5;

/** The fields of a delivery that no longer fit beside those of the last good one: what has changed is seen at a glance. */
export function BesideLastGood({ delivery }: { delivery: string }) {
  const comparison = useQuery(deliveryQueries.comparison(delivery));
  return (
    <QueryStates query={comparison}>
      {({ misfits, lastGood }) => (
        <>
          {misfits.length === 0 ? (
            <Text size="sm">By the code and the mapping of today everything fits: retry it.</Text>
          ) : (
            <MisfitTable rows={misfits.slice(0, rowsMax)} />
          )}
          <Text size="sm" c="dimmed" component="div">
            {misfits.length > rowsMax ? `${misfits.length - rowsMax} more on its page. ` : ""}
            {lastGood === null ? (
              "No earlier delivery of this source could be read whole."
            ) : (
              <Link to="/deliveries/$id" params={{ id: lastGood.id }}>
                The last good one, <Time at={lastGood.receivedAt} />
              </Link>
            )}
          </Text>
        </>
      )}
    </QueryStates>
  );
}
