import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { useMay } from "../session/use-may.ts";
import { CustomerForm } from "./customer-form.tsx";
import { customerQueries } from "./queries.ts";

const editRoute = getRouteApi("/frame/customers/$key/edit");

export function NewCustomerPage() {
  const components = useQuery(customerQueries.components());
  return (
    <>
      <PageHeader title="New customer" note="who was promised what, and what it gets back where that is missed" />
      <ForFinance>
        <QueryStates query={components}>{({ items }) => <CustomerForm stored={null} components={items} />}</QueryStates>
      </ForFinance>
    </>
  );
}

export function EditCustomerPage() {
  const { key } = editRoute.useParams();
  const customer = useQuery({ ...customerQueries.one(key), refetchOnWindowFocus: false });
  const components = useQuery(customerQueries.components());
  return (
    <>
      <PageHeader title={`Change ${customer.data?.name ?? key}`} />
      <ForFinance>
        <QueryStates query={components}>
          {({ items }) => (
            <QueryStates query={customer}>
              {(stored) => <CustomerForm key={stored.revision} stored={stored} components={items} />}
            </QueryStates>
          )}
        </QueryStates>
      </ForFinance>
    </>
  );
}

function ForFinance({ children }: { children: React.ReactNode }) {
  const may = useMay("saveCustomer");
  if (!may) {
    return (
      <Empty title="Your role does not change customers">
        Finance writes contracts down; an admin can change roles.
      </Empty>
    );
  }
  return (
    <Stack px="md" pb="xl">
      {children}
    </Stack>
  );
}
