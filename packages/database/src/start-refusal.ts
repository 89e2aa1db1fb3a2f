/** The program can't start as things are: printed as its lines, without a stack, and the exit code is 1. */
export class StartRefusal extends Error {
  readonly lines: string[];

  constructor(lines: string[], options?: ErrorOptions) {
    super(lines.join("\n"), options);
    this.name = "StartRefusal";
    this.lines = lines;
  }
}
