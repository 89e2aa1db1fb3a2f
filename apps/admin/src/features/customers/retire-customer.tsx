import type { Customer } from "@signalbox/contract";
import { RetireObject } from "../../components/retire-object.tsx";
import { api } from "../../lib/api.ts";

export function RetireCustomer({ customer }: { customer: Customer }) {
  return (
    <RetireObject
      name={customer.name}
      failed="Nothing was changed"
      queryKey="customers"
      list="/customers"
      retire={() => api.retireCustomer({ params: { key: customer.key } })}
    >
      It gets no reports from now on. Reports of months that were closed stay. Where only a contract ends, write its
      last day under Until instead.
    </RetireObject>
  );
}
