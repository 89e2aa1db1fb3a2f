import { Button, Code, Group, Modal, PasswordInput, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { type Role, roles, type User } from "@signalbox/contract";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { PageHeader } from "../../components/page-header.tsx";
import { Empty, QueryStates } from "../../components/page-states.tsx";
import { RowTable } from "../../components/row-table.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Time } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import { useMay } from "../session/use-may.ts";

const users = queryOptions({
  queryKey: ["people", "users"],
  queryFn: ({ signal }) => api.listUsers({ query: { limit: 500 } }, { signal }),
});
const tokens = queryOptions({
  queryKey: ["people", "tokens"],
  queryFn: ({ signal }) => api.listTokens({ query: { limit: 500 } }, { signal }),
});

export function PeoplePage() {
  const mayList = useMay("listUsers");
  const found = useQuery({ ...users, enabled: mayList });
  const mayTokens = useMay("listTokens");
  if (!mayList) return <Empty title="Only an admin sees who may sign in" />;
  return (
    <>
      <PageHeader title="People" note="who may sign in, and what they may do">
        <AddPerson />
      </PageHeader>
      <QueryStates query={found}>
        {(page) => (
          <RowTable
            label="People"
            rows={page.items}
            rowKey={(row) => row.id}
            columns={[
              { key: "name", head: "Name", lead: true, cell: (row) => row.name },
              { key: "email", head: "E-mail", cell: (row) => row.email },
              { key: "role", head: "Role", cell: (row) => <RoleSelect user={row} /> },
              {
                key: "state",
                head: "Access",
                cell: (row) => (
                  <StateBadge
                    state="access"
                    tone={row.disabled ? "quiet" : "settled"}
                    label={row.disabled ? "disabled" : "may sign in"}
                  />
                ),
              },
            ]}
          />
        )}
      </QueryStates>
      {mayTokens ? <Tokens /> : null}
    </>
  );
}

function RoleSelect({ user }: { user: User }) {
  const client = useQueryClient();
  const mayChange = useMay("updateUser");
  const change = useMutation({
    mutationFn: (role: Role) => api.updateUser({ params: { id: user.id }, body: { role } }),
    onSettled: () => client.invalidateQueries({ queryKey: ["people"] }),
    onError: (error) => notifications.show({ color: "red", title: "The role stays", message: error.message }),
  });
  return (
    <Select
      aria-label={`Role of ${user.name}`}
      w={130}
      data={[...roles]}
      value={user.role}
      disabled={!mayChange || change.isPending}
      allowDeselect={false}
      onChange={(role) => role !== null && change.mutate(role as Role)}
    />
  );
}

function AddPerson() {
  const [open, dialog] = useDisclosure(false);
  const may = useMay("createUser");
  const client = useQueryClient();
  const form = useForm({
    initialValues: { name: "", email: "", password: "", role: "viewer" as Role },
    validate: { password: (value) => (value.length < 12 ? "At least 12 characters" : null) },
  });
  const add = useMutation({
    mutationFn: (values: typeof form.values) => api.createUser({ body: values }),
    onSuccess: () => {
      dialog.close();
      form.reset();
      return client.invalidateQueries({ queryKey: ["people"] });
    },
  });
  if (!may) return null;
  return (
    <>
      <Button variant="filled" onClick={dialog.open}>
        Add a person
      </Button>
      <Modal opened={open} onClose={dialog.close} title="Add a person">
        <form onSubmit={form.onSubmit((values) => add.mutate(values))}>
          <Stack gap="sm">
            {add.isError ? (
              <Text c="red" size="sm" role="alert">
                {add.error.message}
              </Text>
            ) : null}
            <TextInput label="Name" required data-autofocus {...form.getInputProps("name")} />
            <TextInput label="E-mail" type="email" required {...form.getInputProps("email")} />
            <PasswordInput
              size="xs"
              label="First password"
              description="At least 12 characters; pass it on safely"
              required
              {...form.getInputProps("password")}
            />
            <Select label="Role" data={[...roles]} allowDeselect={false} {...form.getInputProps("role")} />
            <Group justify="flex-end">
              <Button type="submit" variant="filled" loading={add.isPending}>
                Add
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}

function Tokens() {
  const found = useQuery(tokens);
  const client = useQueryClient();
  const mayMake = useMay("createToken");
  const form = useForm({ initialValues: { name: "", role: "viewer" as Role } });
  const again = () => client.invalidateQueries({ queryKey: ["people", "tokens"] });
  const make = useMutation({
    mutationFn: (values: typeof form.values) => api.createToken({ body: values }),
    onSuccess: again,
  });
  const revoke = useMutation({ mutationFn: (id: string) => api.revokeToken({ params: { id } }), onSuccess: again });
  return (
    <Stack gap="xs" mt="lg">
      <Title order={2} px="md">
        Tokens for automation
      </Title>
      {mayMake ? (
        <form onSubmit={form.onSubmit((values) => make.mutate(values))}>
          <Group px="md" gap="xs" align="flex-end">
            <TextInput label="Name" required {...form.getInputProps("name")} />
            <Select label="Role" data={[...roles]} allowDeselect={false} w={130} {...form.getInputProps("role")} />
            <Button type="submit" loading={make.isPending}>
              Make a token
            </Button>
          </Group>
        </form>
      ) : null}
      {make.isError ? (
        <Text c="red" size="sm" px="md">
          {make.error.message}
        </Text>
      ) : null}
      {make.data === undefined ? null : (
        <Text size="sm" px="md">
          Copy it now, it is shown this once: <Code>{make.data.token}</Code>
        </Text>
      )}
      <QueryStates query={found}>
        {(page) =>
          page.items.length === 0 ? (
            <Text size="sm" px="md" c="dimmed">
              There is none. A script sends one as Authorization: Bearer.
            </Text>
          ) : (
            <RowTable
              label="Tokens"
              rows={page.items}
              rowKey={(row) => row.id}
              columns={[
                { key: "name", head: "Name", lead: true, cell: (row) => row.name },
                { key: "role", head: "Role", cell: (row) => row.role },
                { key: "used", head: "Last used", named: true, cell: (row) => <Time at={row.lastUsedAt} /> },
                { key: "ends", head: "Ends", named: true, cell: (row) => <Time at={row.expiresAt} /> },
                {
                  key: "revoke",
                  head: "",
                  cell: (row) =>
                    row.revokedAt === null ? (
                      <Button variant="subtle" color="red" onClick={() => revoke.mutate(row.id)}>
                        Revoke
                      </Button>
                    ) : (
                      <StateBadge state="revoked" tone="quiet" />
                    ),
                },
              ]}
            />
          )
        }
      </QueryStates>
    </Stack>
  );
}
