import { Button } from "@mantine/core";
import type { Customer } from "@signalbox/contract";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { RowTable } from "../../components/row-table.tsx";
import { useNow } from "../../lib/use-now.ts";
import { useMay } from "../session/use-may.ts";
import { sayFee, sayTerm, stateOfTerms } from "./contract-words.ts";
import { customerQueries } from "./queries.ts";

/** Who was promised what? */
export function CustomersPage() {
  const customers = useQuery(customerQueries.all());
  const mayMake = useMay("saveCustomer");
  const navigate = useNavigate();
  const now = useNow();
  const inForce = (row: Customer) => row.contracts.filter((terms) => stateOfTerms(terms, now) === "now");
  return (
    <>
      <PageHeader title="Customers" note="what they were promised, and what they get back where it is missed">
        <Button renderRoot={(props) => <Link to="/sla" {...props} />}>SLA</Button>
        {mayMake ? (
          <Button variant="filled" renderRoot={(props) => <Link to="/customers/new" {...props} />}>
            New customer…
          </Button>
        ) : null}
      </PageHeader>
      <QueryStates query={customers}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No customers">
              Write down who was promised which availability, here or under <span className="mono">customers:</span> in
              the config file. Then each month has a report for them, with the credit that is due.
            </Empty>
          ) : (
            <RowTable
              label="Customers"
              rows={items}
              rowKey={(row) => row.key}
              onOpen={(row) => void navigate({ to: "/customers/$key", params: { key: row.key } })}
              columns={[
                { key: "name", head: "Customer", cell: (row) => <b>{row.name}</b> },
                {
                  key: "contracts",
                  head: "Contracts now",
                  wraps: true,
                  named: true,
                  cell: (row) =>
                    inForce(row)
                      .map(({ components, target }) => `${components.join(", ")}: ${target} %`)
                      .join("; ") || "none",
                },
                {
                  key: "fee",
                  head: "Fee",
                  numeric: true,
                  named: true,
                  cell: (row) =>
                    inForce(row)
                      .map(({ fee }) => sayFee(fee))
                      .join("; ") || "–",
                },
                {
                  key: "ahead",
                  head: "To come",
                  wideOnly: true,
                  cell: (row) =>
                    row.contracts
                      .filter((terms) => stateOfTerms(terms, now) === "ahead")
                      .map(sayTerm)
                      .join("; ") || "–",
                },
              ]}
            />
          )
        }
      </QueryStates>
    </>
  );
}
