// SPDX-License-Identifier: MIT
// Opens pages of the folder HOURGLASS_PAGES from disk in Chromium, one browser for the tests of a file.
import assert from "node:assert/strict";
import {mkdirSync} from "node:fs";
import {createRequire} from "node:module";
import path from "node:path";
import {after, before} from "node:test";
import {pathToFileURL} from "node:url";

export const {HOURGLASS_PAGES: pages, HOURGLASS_SCREENSHOTS: screenshots} = process.env;
const {chromium} = createRequire(path.join(process.env.HOURGLASS_NODE_MODULES, "here.js"))("playwright-core");

export const WIDE = {width: 1280, height: 900};
export const PHONE = {width: 360, height: 740};

export let browser;
before(async () => {
  mkdirSync(screenshots, {recursive: true});
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    chromiumSandbox: process.getuid() !== 0,  // root may not have one
  });
});
after(() => browser.close());

// Until what was asked for is on the screen.
export const drawn = (page) => page.evaluate(() =>
  new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

// Runs `use(page)` on a page that was just opened. Nothing may go wrong in it or ask the network.
export async function open(file, {viewport = WIDE, ...options}, use) {
  const context = await browser.newContext({viewport, reducedMotion: "reduce", ...options});
  const page = await context.newPage();
  const complaints = [];
  const url = pathToFileURL(path.join(pages, file)).href;
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error}`));
  page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  page.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("data:")) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  if (options.javaScriptEnabled !== false) await drawn(page);
  await use(page);
  assert.deepEqual(complaints, []);
  await context.close();
}

// Whether anything is drawn: an empty canvas of that size is another picture.
export const isDrawn = (locator) => locator.evaluate((canvas) => {
  const {width, height} = canvas;
  return canvas.toDataURL() !== Object.assign(document.createElement("canvas"), {width, height}).toDataURL();
});

export async function assertNoSidewaysScroll(page) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(content <= window, `${content} pixels of content in a window of ${window}`);
}

export const LOOKS = [
  ["wide_light", {viewport: WIDE, colorScheme: "light"}],
  ["wide_dark", {viewport: WIDE, colorScheme: "dark"}],
  ["phone_light", {viewport: PHONE, colorScheme: "light", hasTouch: true, isMobile: true}],
  ["phone_dark", {viewport: PHONE, colorScheme: "dark", hasTouch: true, isMobile: true}],
];
