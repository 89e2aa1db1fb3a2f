// Global set-up of the test projects that start our programs.
import { buildPrograms } from "./build-programs.mjs";

export default async function providePrograms() {
  await buildPrograms(process.execPath, console.log);
}
