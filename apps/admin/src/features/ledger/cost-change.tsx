import { formatAmount } from "../../lib/format-money.ts";

/** `EUR +600.00`; in words where it changes no money. */
export function CostChange({ change }: { change: readonly { currency: string; amount: string }[] }) {
  if (change.length === 0) return <>no change of cost</>;
  return <>{change.map(({ currency, amount }) => `${currency} ${signed(amount)}`).join(", ")}</>;
}

function signed(amount: string): string {
  return amount.startsWith("-") ? `−${formatAmount(amount.slice(1))}` : `+${formatAmount(amount)}`;
}
