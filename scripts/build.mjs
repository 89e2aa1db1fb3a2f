// node scripts/build.mjs: what the image serves and runs. Needs Node 24 and the packages.
import { buildAdmin } from "./build-admin.mjs";
import { buildPrograms } from "./build-programs.mjs";

await Promise.all([buildAdmin, buildPrograms].map((build) => build(process.execPath, console.log)));
