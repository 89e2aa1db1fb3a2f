import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

const readme = new URL("../../../../README.md", import.meta.url);

/** The shell block that stands under `<!-- run: name -->` in the README. */
export function readCommands(name: string): string {
  const block = new RegExp(`<!-- run: ${name} -->\\s*\`\`\`sh\\n([\\s\\S]*?)\`\`\``).exec(readFileSync(readme, "utf8"));
  if (block?.[1] === undefined) throw new Error(`the README has no block to run for ${name}`);
  return block[1].replace(/^ {3}/gm, "");
}

/** One bash, as a newcomer's terminal: what one block defines, the next one uses. */
export function openTerminal() {
  const bash = spawn("bash", ["--noprofile", "--norc"], { stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  for (const stream of [bash.stdout, bash.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return {
    /** Resolves with what the commands printed, when they are done. */
    async run(commands: string): Promise<string> {
      const [from, end] = [output.length, `done ${Math.random()}`];
      bash.stdin.write(`${commands}\necho "${end}"\n`);
      while (!output.includes(end)) await new Promise((resolve) => setTimeout(resolve, 10));
      return output.slice(from, output.indexOf(end));
    },
    close: () => bash.stdin.end(),
  };
}
