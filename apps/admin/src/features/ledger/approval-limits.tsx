import { Button, Stack, Text, Textarea, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryStates } from "../../components/page-states.tsx";
import { api } from "../../lib/api.ts";
import { formatAmount } from "../../lib/format-money.ts";
import { useMay } from "../session/use-may.ts";
import { ledgerQueries } from "./queries.ts";
import { useLedgerAct } from "./use-ledger-act.ts";

type Limits = Record<string, string>;

/** From which amount on an adjustment needs a second person. */
export function ApprovalLimits() {
  const maySee = useMay("getApprovalLimits");
  const mayChange = useMay("setApprovalLimits");
  const limits = useQuery({ ...ledgerQueries.approvalLimits(), enabled: maySee });
  if (!maySee) return null;
  return (
    <Stack gap="xs" component="section" align="flex-start">
      <Title order={2}>A second person approves adjustments</Title>
      <QueryStates query={limits}>
        {({ approvalAbove }) =>
          mayChange ? (
            <Change key={print(approvalAbove)} limits={approvalAbove} />
          ) : (
            <Text size="sm">{say(approvalAbove)}</Text>
          )
        }
      </QueryStates>
    </Stack>
  );
}

function Change({ limits }: { limits: Limits }) {
  const [text, setText] = useState(print(limits));
  const save = useLedgerAct(() => api.setApprovalLimits({ body: { approvalAbove: read(text) } }), "Saved");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{say(limits)}</Text>
        <Textarea
          label="Above these amounts"
          description="One a line, such as EUR 500.00. A currency that is not named: always."
          autosize
          minRows={2}
          w={320}
          value={text}
          error={save.error?.message}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" loading={save.isPending} disabled={text.trim() === print(limits)}>
          Save the amounts
        </Button>
      </Stack>
    </form>
  );
}

function say(limits: Limits): string {
  const named = Object.entries(limits).map(([currency, amount]) => `above ${currency} ${formatAmount(amount)}`);
  return named.length === 0
    ? "Always, whatever an adjustment changes of the cost."
    : `Where it changes the cost by more: ${named.join(", ")}; in other currencies always.`;
}

function print(limits: Limits): string {
  return Object.entries(limits)
    .map(([currency, amount]) => `${currency} ${amount}`)
    .join("\n");
}

function read(text: string): Limits {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return Object.fromEntries(
    lines.map((line): [string, string] => {
      const [currency = "", ...amount] = line.split(/\s+/);
      return [currency.toUpperCase(), amount.join("")];
    }),
  );
}
