import { parentPort } from "node:worker_threads";
import { renderFields } from "@signalbox/core";
import type { RenderJob } from "./template-sandbox.ts";

// Templates that nobody has saved yet are filled in here: what takes for ever is ended with its thread.
parentPort?.on("message", ({ kind, fields, scope }: RenderJob) => {
  parentPort?.postMessage(renderFields(kind, fields, scope));
});
parentPort?.postMessage("ready");
