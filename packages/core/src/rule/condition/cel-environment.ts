import { Environment } from "@marcbachmann/cel-js";
import { type RoutingField, routingSchema } from "../routing-context.ts";
import { CalendarBook, calendarQuestions } from "./calendar-book.ts";
import { matchesPattern } from "./pattern.ts";
import { RotationBook, rotationQuestions } from "./rotation-book.ts";

/** Longest condition, in characters. */
export const conditionCharactersMax = 5_000;

/** The name under which `matches` runs as RE2: the built-in one is JavaScript's, which can take for ever. */
export const safeMatches = "re2_";

const options = {
  unlistedVariablesAreDyn: false,
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: 500, maxDepth: 32, maxListElements: 200, maxMapEntries: 200, maxCallArguments: 16 },
};

const timestamp = "google.protobuf.Timestamp";
const celTypes = { text: "string", int: "int", number: "double", bool: "bool", time: timestamp, json: "dyn" } as const;

/** Types as declared: used once, when a condition is saved, so that a wrong name is found where it stands. */
export const checkEnvironment = declareTypes(makeEnvironment());

/** Values as they come: used for each event. Objects that are null need no type here. */
export const runEnvironment = declareValues(makeEnvironment());

function makeEnvironment(): Environment {
  const environment = new Environment(options);
  for (const [left, right] of [
    ["double", "int"],
    ["int", "double"],
  ]) {
    environment.registerOperator(`${left} + ${right}`, (a: unknown, b: unknown) => Number(a) + Number(b));
    environment.registerOperator(`${left} - ${right}`, (a: unknown, b: unknown) => Number(a) - Number(b));
    environment.registerOperator(`${left} * ${right}`, (a: unknown, b: unknown) => Number(a) * Number(b));
  }
  environment.registerFunction(`string.${safeMatches}(string): bool`, matchesPattern);
  environment.registerType("Calendar", { ctor: CalendarBook, fields: {} });
  environment.registerVariable("calendar", "Calendar");
  for (const question of Object.values(calendarQuestions)) {
    environment.registerFunction(`Calendar.${question}(string): bool`, (book: CalendarBook, key: string) =>
      book.ask(key, question),
    );
  }
  environment.registerType("Rotation", { ctor: RotationBook, fields: {} });
  environment.registerVariable("rotation", "Rotation");
  for (const question of Object.values(rotationQuestions)) {
    environment.registerFunction(`Rotation.${question}(string): string`, (book: RotationBook, key: string) =>
      book.ask(key, question),
    );
  }
  return environment;
}

function declareTypes(environment: Environment): Environment {
  for (const [name, object] of Object.entries(routingSchema)) {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}`;
    const fields = Object.fromEntries(Object.entries(object.fields).map(([field, spec]) => [field, fieldType(spec)]));
    environment.registerType(type, { fields });
    environment.registerVariable(name, type);
    if (object.nullable) environment.registerOperator(`${type} == null`, (left: unknown) => left === null);
  }
  return environment.registerVariable("labels", "map<string, string>").registerVariable("now", timestamp);
}

function fieldType(spec: RoutingField): string {
  return spec.nullable ? "dyn" : celTypes[spec.type];
}

function declareValues(environment: Environment): Environment {
  for (const name of [...Object.keys(routingSchema), "labels", "now"]) environment.registerVariable(name, "dyn");
  return environment;
}
