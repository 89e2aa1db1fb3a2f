import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Context } from "hono";

/** Where the build of the admin app lies. */
export const adminFolder = fileURLToPath(new URL("../../../admin/dist", import.meta.url));

const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

interface StaticFile {
  body: Buffer<ArrayBuffer>;
  zipped: Buffer<ArrayBuffer> | null;
  type: string;
  etag: string;
  immutable: boolean;
}

/** Serves the built app from a list of its files that is made at start: what is not in it cannot be asked for, however the
 *  path is written. Other GETs of pages get index.html, so that a pasted link opens its screen. */
export function serveAdmin(folder: string = adminFolder): (c: Context) => Response | null {
  const files = readFiles(folder);
  return (c) => {
    if (c.req.method !== "GET" && c.req.method !== "HEAD") return null;
    const path = new URL(c.req.url).pathname;
    const found = files.get(path) ?? (isPagePath(path) ? files.get("/index.html") : undefined);
    if (found) return answer(c, found);
    if (!files.has("/index.html") && isPagePath(path)) {
      return c.text("The admin app is not built on this machine. `npm start` builds it; the API works without.\n", 503);
    }
    return null;
  };
}

// A page's path has plain segments and no ending (a document of the ledger, 2026-11.17, ends in its number); /api, /hooks and what looks like a file or a trick is none.
function isPagePath(path: string): boolean {
  if (/^\/(api|hooks)(\/|$)/.test(path)) return false;
  return /^\/([A-Za-z0-9_~-]+(\/[A-Za-z0-9_~:@-]+(\.\d+)?)*\/?)?$/.test(path);
}

function answer(c: Context, file: StaticFile): Response {
  const headers: Record<string, string> = {
    "content-type": file.type,
    "cache-control": file.immutable ? "public, max-age=31536000, immutable" : "no-cache",
    etag: file.etag,
    vary: "accept-encoding",
  };
  if (c.req.header("if-none-match") === file.etag) return c.body(null, 304, headers);
  const zipped = /\bgzip\b/.test(c.req.header("accept-encoding") ?? "") ? file.zipped : null;
  if (zipped) headers["content-encoding"] = "gzip";
  if (c.req.method === "HEAD") return c.body(null, 200, headers);
  return c.body(zipped ?? file.body, 200, headers);
}

function readFiles(folder: string): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  for (const path of listFiles(folder)) {
    const ending = extname(path);
    const type = types[ending];
    if (!type) continue;
    const body = readFileSync(path);
    const url = `/${relative(folder, path).split(sep).join("/")}`;
    const isText = !/^(image\/(png|x-icon)|font)/.test(type);
    files.set(url, {
      body,
      zipped: isText && body.length > 1024 ? gzipSync(body) : null,
      type,
      etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
      immutable: url.startsWith("/assets/"),
    });
  }
  return files;
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}
