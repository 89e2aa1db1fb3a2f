import { Button, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { RowTable } from "../../components/row-table.tsx";
import { localZone } from "../../lib/local-time.ts";
import { useMay } from "../session/use-may.ts";
import { onCallQueries } from "./queries.ts";
import { RotationCard } from "./rotation-card.tsx";
import { teamColumns } from "./team-columns.tsx";

/** Who is rung now, who is next, and where is nobody? */
export function OnCallPage() {
  const teams = useQuery(onCallQueries.teams());
  const rotations = useQuery(onCallQueries.rotations());
  const mayChange = useMay("saveRotation");
  return (
    <>
      <PageHeader title="On-call" note={`who is paged now and next; times in ${localZone()}`}>
        {mayChange ? (
          <Button component={Link} to="/on-call/new" variant="filled">
            New rotation
          </Button>
        ) : null}
      </PageHeader>
      <QueryStates query={teams}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No teams">
              Name them under <span className="mono">teams:</span> in the config file; then say here, or there, who is
              on call for each.
            </Empty>
          ) : (
            <RowTable label="On call now" rows={items} rowKey={({ team }) => team.key} columns={teamColumns} />
          )
        }
      </QueryStates>
      <QueryStates query={rotations}>
        {({ items }) => (
          <section>
            <Title order={2} px="md" mt="md">
              Rotations kept here
            </Title>
            {items.length === 0 ? (
              <Empty title="No rotation is kept here">
                Make one where no other system says who is on call: people in turn, handed over by the week or the day.
                A rota kept elsewhere is asked by a connection, named with the team.
              </Empty>
            ) : (
              items.map((rotation) => <RotationCard key={rotation.key} rotation={rotation} />)
            )}
          </section>
        )}
      </QueryStates>
    </>
  );
}
