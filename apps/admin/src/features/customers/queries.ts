import { queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

export const customerQueries = {
  all: () =>
    queryOptions({
      queryKey: ["customers", "all"],
      queryFn: ({ signal }) => api.listCustomers({ query: { limit: 500 } }, { signal }),
    }),
  one: (key: string) =>
    queryOptions({
      queryKey: ["customers", "one", key],
      queryFn: ({ signal }) => api.getCustomer({ params: { key } }, { signal }),
    }),
  components: () =>
    queryOptions({
      queryKey: ["components", "names"],
      queryFn: ({ signal }) => api.listComponents({ query: { limit: 500 } }, { signal }),
    }),
};
