import { connect, type Socket } from "node:net";

export type Target = { host: string | string[]; port: number | string | (number | string)[]; path?: string | null };

// Well above every statement's time limit: a connection that was silent for so long is idle or leads nowhere.
const silenceMs = 15_000;

/** A socket for postgres.js that ends itself after 15 s without a byte. The driver has no time limit of its own: without
 *  this, a connection whose other end has vanished is waited on until the kernel gives up, after 15 minutes. One that was
 *  only idle is opened again when it is needed. */
export function watchedSocket(target: Target, options: { isListening: boolean }): Socket {
  const host = firstOf(target.host);
  const port = Number(firstOf(target.port));
  const socket = target.path ? connect(target.path) : connect({ host, port, noDelay: true });
  // Waiting in silence is what a listener is for: the kernel asks its other end for signs of life instead.
  if (options.isListening) socket.setKeepAlive(true, silenceMs);
  else socket.setTimeout(silenceMs, () => socket.destroy());
  // The driver reads the name from the socket when it checks a certificate.
  return Object.assign(socket, { host, port });
}

function firstOf<T>(value: T | T[]): T {
  return Array.isArray(value) ? value[0]! : value;
}
