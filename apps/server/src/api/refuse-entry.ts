import { ApiProblem } from "../http/api-problem.ts";

/** What is wrong with an entry of the configuration, by the fields of the call. */
export function refuseEntry(
  problems: readonly { path: string; message: string }[],
  placeOf: (path: string) => string,
): ApiProblem {
  const [first] = problems;
  const said = first === undefined ? "It is not right." : [first.path, first.message].filter(Boolean).join(": ");
  const errors = problems.map(({ path, message }) => ({ path: placeOf(path), message }));
  return new ApiProblem("invalid", said, { more: { errors } });
}
