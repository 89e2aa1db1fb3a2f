/** How people name a check, where the tool has no test event of its own that could be told from a real one. */
export const testName = "Signalbox test";

/** Whether a check's name begins with "Signalbox test", in any case. */
export function isTestName(name: string | null): boolean {
  return name?.slice(0, 64).trim().toLowerCase().startsWith(testName.toLowerCase()) === true;
}
