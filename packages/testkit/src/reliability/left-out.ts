const later = "what it is about does not exist yet";

/** Why a case has no test; one line each. A case that gets its test loses its line. */
export const leftOut: Readonly<Record<string, string>> = {
  A14: "advice, no gate: on a shared machine it measures the machine; comparisons are of digests, in constant time",
  E5: "needs a small file system, which only root can make (a limit on files leaves room for small deliveries); an error of Postgres is answered 503, as in E8",
  E6: "needs a file system of its own, which only root can make; Postgres itself then restarts, as in E2",
  E11: "needs a pooler beside Postgres, which the tests don't install; workers connect directly, as docs/operations.md says",
  F8: `actions that need another's result: ${later}`,
  M2: `closed months: ${later}`,
  N2: "a month is dropped whole, within a lock of a moment; millions of rows under load are not measured",
  O1: "nothing has been released yet",
  O3: "nothing has been released yet",
  O4: "nothing has been released yet",
  Q1: "hours of soak are not run; D15 runs for 20 minutes",
};
