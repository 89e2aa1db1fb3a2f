import pg from "pg";

/** A client that writes what is begun at once in one go: each write of its own costs a call into the system, and wakes its
 *  other end. */
export class OneWriteClient extends pg.Client {
  override query(...args: unknown[]): never {
    const { stream } = this.connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
    return (super.query as (...args: unknown[]) => never).apply(this, args);
  }
}
