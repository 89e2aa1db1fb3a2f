import { type Browser, type BrowserContext, chromium, type Page } from "playwright";
import { expect } from "vitest";

/** Debian's chromium, calling nobody but the page's own server. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.SIGNALBOX_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

const password = "a long enough password";

/** Follows the set-up link, becomes the first admin, and arrives where the monitoring tool is connected. */
export async function setUp(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Name").fill("Ana Torres");
  await page.getByLabel("E-mail").fill("ana@example.test");
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Create the admin" }).click();
  await page.getByRole("heading", { name: "Connect your monitoring tool" }).waitFor();
}

/** Lets the admin of `page` add a person with `role`, and signs that person in in a context of its own. */
export async function signInAs(browser: Browser, page: Page, role: string): Promise<BrowserContext> {
  const origin = new URL(page.url()).origin;
  const email = `${role}@example.test`;
  const made = await page.context().request.post(`${origin}/api/v1/users`, {
    data: { name: role, email, password, role },
    headers: { origin },
  });
  if (!made.ok()) throw new Error(`no ${role} was added: ${made.status()} ${await made.text()}`);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const theirs = await context.newPage();
  await theirs.goto(`${origin}/ledger`);
  await theirs.getByLabel("E-mail").fill(email);
  await theirs.getByRole("textbox", { name: "Password" }).fill(password);
  await theirs.getByRole("button", { name: "Sign in" }).click();
  await theirs.waitForURL(`${origin}/ledger`);
  return context;
}

/** Shows another page of the app that is open, as a link in it does, without loading the app anew. */
export async function moveTo(page: Page, path: string): Promise<void> {
  const [from, to] = [new URL(page.url()), new URL(path, page.url())];
  if (from.pathname === to.pathname) await page.goto(to.href);
  else {
    await page.evaluate(`document.title = ""; history.pushState({}, "", ${JSON.stringify(path)})`);
    await expect.poll(() => page.title(), { interval: 20 }).not.toBe("");
  }
  await hasSettled(page);
}

const standsStill = `document.getAnimations().every((one) => one.effect.getComputedTiming().endTime === Infinity)`;

/** Resolves when the page has a heading, and nothing in it is still being loaded, or fades in or out. */
export async function hasSettled(page: Page): Promise<void> {
  await page.getByRole("heading").first().waitFor();
  await page.locator("body:not(:has([aria-busy]))").waitFor();
  await expect.poll(() => page.evaluate(standsStill), { interval: 20 }).toBe(true);
}
