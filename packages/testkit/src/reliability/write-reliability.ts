// npm run docs:reliability
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findTestsOfCases } from "./find-tests.ts";
import { renderReliability } from "./render-reliability.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
writeFileSync(`${root}docs/reliability.md`, renderReliability(findTestsOfCases(root)));
