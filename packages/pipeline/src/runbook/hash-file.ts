import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";

const bytesMax = 256 * 1024 * 1024;
const remembered = new Map<string, string>();
const rememberedMax = 500;

export type HashOutcome =
  | { outcome: "hashed"; sha256: string }
  | { outcome: "no-file" }
  | { outcome: "refused"; reason: string };

/** The SHA-256 of a file that nobody but root and this process's user can change. What has not changed since is not read
 *  again: a change leaves a new time of change behind, which nobody but root can set. Never throws. */
export async function hashFile(path: string): Promise<HashOutcome> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { outcome: "no-file" };
    return { outcome: "refused", reason: `${path} can't be read (${code})` };
  }
  try {
    const { dev, ino, size, mtimeNs, ctimeNs, uid, mode } = await file.stat({ bigint: true });
    if ((Number(mode) & 0o170_000) !== 0o100_000) return { outcome: "no-file" };
    if (size > bytesMax) return { outcome: "refused", reason: `${path} is larger than 256 MiB` };
    const own = process.getuid?.() ?? 0;
    if (uid !== 0n && Number(uid) !== own) {
      return {
        outcome: "refused",
        reason: `${path} belongs to another user: it must be root's, or of the user of the worker`,
      };
    }
    if ((Number(mode) & 0o022) !== 0) {
      return { outcome: "refused", reason: `${path} can be written by others: chmod go-w ${path}` };
    }
    const identity = [path, dev, ino, size, mtimeNs, ctimeNs].join(" ");
    const known = remembered.get(identity);
    if (known !== undefined) return { outcome: "hashed", sha256: known };
    const hash = createHash("sha256");
    for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk as Buffer);
    const sha256 = hash.digest("hex");
    if (remembered.size >= rememberedMax) remembered.clear();
    remembered.set(identity, sha256);
    return { outcome: "hashed", sha256 };
  } catch (error) {
    return { outcome: "refused", reason: `${path} can't be read (${(error as NodeJS.ErrnoException).code ?? "?"})` };
  } finally {
    await file.close();
  }
}
