import { minorUnitDigits, toMillionths } from "@signalbox/core";
import type { Refer } from "./check-references.ts";
import type { ConfigFile } from "./config-file.ts";
import type { ContractEntry } from "./customer-entry.ts";
import { judgeDated } from "./dated.ts";
import type { Finding } from "./names-in-file.ts";
import type { Path } from "./read-yaml.ts";

/** Contracts that can't be counted by: components that don't exist, terms that end before they begin, credits that contradict
 *  each other, money that its currency does not have. */
export function checkCustomers(file: ConfigFile, timeZone: string, refer: Refer): Finding[] {
  return (file.customers ?? []).flatMap((customer, index) =>
    (customer.contracts ?? []).flatMap((contract, place) => {
      const at = (...rest: Path): Path => ["customers", index, "contracts", place, ...rest];
      return [
        ...judgeDated([contract], timeZone).map(({ field, message }) => ({ path: at(field), message })),
        ...checkComponents(contract, at, refer),
        ...checkFee(contract, at),
        ...checkCredits(contract, at),
      ];
    }),
  );
}

type At = (...rest: Path) => Path;

function checkComponents({ components, compose }: ContractEntry, at: At, refer: Refer): Finding[] {
  const found = components.flatMap((key, spot): Finding[] =>
    components.indexOf(key) === spot
      ? refer("component", key, at("components", spot))
      : [{ path: at("components", spot), message: `"${key}" stands twice: name each component once` }],
  );
  if (components.length > 1 && compose === undefined) {
    found.push({
      path: at("components"),
      message:
        "several components need compose: any-down (down while any of them is) or worst (the worst of them decides)",
    });
  }
  return found;
}

function checkFee({ fee }: ContractEntry, at: At): Finding[] {
  if (fee === undefined) return [];
  const digits = minorUnitDigits(fee.currency);
  const given = fee.amount.split(".")[1]?.replace(/0+$/, "").length ?? 0;
  return given <= digits
    ? []
    : [{ path: at("fee", "amount"), message: `${fee.currency} has ${digits} decimals: write no more of them` }];
}

function checkCredits({ credits = [] }: ContractEntry, at: At): Finding[] {
  return credits.flatMap(({ below, percent }, spot): Finding[] => {
    const [bound, path] = [toMillionths(below), at("credits", spot)];
    const others = credits.slice(0, spot);
    if (others.some((other) => toMillionths(other.below) === bound)) {
      return [{ path: [...path, "below"], message: `two credits begin below ${below} %: give each its own bound` }];
    }
    const contradicts = others.some(
      (other) => toMillionths(other.below) > bound !== percent > other.percent && percent !== other.percent,
    );
    return contradicts
      ? [
          {
            path: [...path, "percent"],
            message: "a lower availability gives less back than a higher one: turn them round",
          },
        ]
      : [];
  });
}
