/** The guard refused to connect. Nothing was sent. */
export class BlockedAddress extends Error {
  readonly code = "SIGNALBOX_BLOCKED_ADDRESS";

  constructor(reason: string) {
    super(reason);
    this.name = "BlockedAddress";
  }
}
