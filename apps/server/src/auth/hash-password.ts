import * as library from "better-auth/crypto";

const atOnce = 2;
let running = 0;
const waiting: (() => void)[] = [];

// Each hash takes a core for a while: many sign-ins at once must not starve the receipt of deliveries.
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

/** The auth library's own hash (scrypt), at most two at a time in this process. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => library.hashPassword(password));
}

export function verifyPassword(data: { hash: string; password: string }): Promise<boolean> {
  return inTurn(() => library.verifyPassword(data));
}
