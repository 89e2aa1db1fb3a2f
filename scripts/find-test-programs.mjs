// The tests drive Debian's chromium, receive webhooks of Debian's Alertmanager, and let Debian's Prometheus watch a page; root
// gets them by apt where missing.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** By name: what it may be called, and its Debian package. */
const programs = {
  // Without its windows, chromium needs a quarter less.
  chromium: {
    names: ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    package: "chromium-headless-shell",
  },
  alertmanager: { names: ["prometheus-alertmanager", "alertmanager"], package: "prometheus-alertmanager" },
  prometheus: { names: ["prometheus"], package: "prometheus" },
  blackboxExporter: {
    names: ["prometheus-blackbox-exporter", "blackbox_exporter"],
    package: "prometheus-blackbox-exporter",
  },
  // To install it takes minutes: the nightly run alone asks a second spreadsheet.
  libreOffice: { names: ["soffice", "libreoffice"], package: "libreoffice-calc", nightly: true },
};

/**
 * @param {(line: string) => void} say
 * @param {{ nightly: boolean }} run
 * @returns {Promise<Record<keyof typeof programs, string | null>>}
 */
export async function findTestPrograms(say, run) {
  const look = () => Object.fromEntries(Object.entries(programs).map(([key, { names }]) => [key, findInPath(names)]));
  const found = look();
  const missing = Object.entries(programs).flatMap(([key, program]) =>
    found[key] || (program.nightly && !run.nightly) ? [] : [program.package],
  );
  if (missing.length === 0) return found;
  const names = missing.join(" and ");
  if (process.getuid?.() !== 0 || !findInPath(["apt-get"])) {
    say(`Missing: ${names}. Install with: sudo apt-get install ${missing.join(" ")}`);
    return found;
  }
  say(`Installing ${names} by apt`);
  const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, timeout: 600_000 };
  const wait = ["-o", "DPkg::Lock::Timeout=120"];
  spawnSync("apt-get", [...wait, "update"], options);
  const installed = spawnSync("apt-get", [...wait, "install", "-y", "--no-install-recommends", ...missing], options);
  if (installed.status !== 0) {
    const reason = installed.stderr?.toString().trim().split("\n").at(-1);
    say(`apt could not install ${names}: ${reason ?? installed.error?.message}`);
  }
  return look();
}

function findInPath(names) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin", "/usr/local/bin"];
  for (const name of names) {
    for (const folder of folders) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not in this folder.
      }
    }
  }
  return null;
}
