// SPDX-License-Identifier: MIT
// Opens pages from disk in Chromium and uses them as readers do: with mouse, finger and keyboard, on wide
// and narrow screens, in the light, in the dark and on paper. Pictures of all go to SCREENSHOTS.
import assert from "node:assert/strict";
import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import path from "node:path";
import {test} from "node:test";
import {pathToFileURL} from "node:url";

import {assertNoSidewaysScroll, browser, drawn, isDrawn, LOOKS, open, pages, PHONE, screenshots} from "./opening.mjs";

const expected = JSON.parse(readFileSync(path.join(pages, "expected.json"), "utf8"));

// Browsers advise against reading what is drawn to a canvas that is not made for it: of a copy.
const pixelsOf = (locator) => locator.evaluate((canvas) => {
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", {willReadFrequently: true});
  copy.drawImage(canvas, 0, 0);
  return Array.from(copy.getImageData(0, 0, canvas.width, canvas.height).data);
});

// What tells one picture from another.
const digest = (bytes) => createHash("sha256").update(Uint8Array.from(bytes)).digest("hex");
const lookOf = (locator) => locator.evaluate((canvas) => canvas.toDataURL()).then((url) => digest(Buffer.from(url)));

// The bytes of a latent plane's image, once it has been drawn: of grey ones one a pixel.
async function decoded(plane, channels) {
  await drawn(plane.page());
  const pixels = await pixelsOf(plane.locator(".decoded"));
  return pixels.filter((_, i) => i % 4 < channels);
}

function assertNear(actual, wanted) {
  assert.equal(actual.length, wanted.length);
  const farthest = Math.max(...actual.map((byte, i) => Math.abs(byte - wanted[i])));
  assert.ok(farthest <= 1, `a byte differs by ${farthest}`);
}

for (const [name, options] of LOOKS) {
  test(`nothing overflows and every canvas is drawn: ${name}`, async () => {
    await open("page.html", options, async (page) => {
      await assertNoSidewaysScroll(page);
      const canvases = await page.locator("figure canvas:visible").all();
      assert.ok(canvases.length >= 15);
      for (const canvas of canvases) {
        assert.ok(await isDrawn(canvas), await canvas.getAttribute("aria-label"));
      }
    });
    await open("example.html", options, async (page) => {
      await assertNoSidewaysScroll(page);
      await page.screenshot({path: path.join(screenshots, `${name}.png`), fullPage: true});
      await page.evaluate(() => document.querySelector("#maps").scrollIntoView());
      await page.locator(".maps .plot").first().hover();
      await page.screenshot({path: path.join(screenshots, `${name}_window.png`)});
    });
  });
}

test("the same page draws the same every time", async () => {
  const times = [];
  for (let i = 0; i < 2; ++i) {
    await open("example.html", {}, async (page) => {
      times.push(await Promise.all((await page.locator("figure canvas").all()).map(lookOf)));
    });
  }
  assert.deepEqual(times[0], times[1]);
});

test("charts follow a change to dark mode, and paper is always light", async () => {
  await open("example.html", {colorScheme: "light"}, async (page) => {
    const chart = page.locator("figure.chart canvas").first();
    const light = await lookOf(chart);
    await page.emulateMedia({colorScheme: "dark"});
    await drawn(page);
    const dark = await lookOf(chart);
    assert.notEqual(light, dark);
    await page.emulateMedia({colorScheme: "light"});
    await drawn(page);
    assert.equal(await lookOf(chart), light);
  });
  await open("example.html", {colorScheme: "dark", viewport: {width: 794, height: 1123}}, async (page) => {
    await page.emulateMedia({media: "print", colorScheme: "dark"});
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).color), "rgb(29, 31, 35)");
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
    assert.equal(await page.locator(".contents").isVisible(), false);
    await assertNoSidewaysScroll(page);
    await page.screenshot({path: path.join(screenshots, "print.png"), fullPage: true});
    await page.pdf({path: path.join(screenshots, "print.pdf"), format: "A4"});
  });
});

test("names that look like markup are text, and nothing of them runs", async () => {
  await open("page.html", {}, async (page) => {
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(await page.locator("img[src='x']").count(), 0);
    const text = await page.locator("main").innerText();
    for (const name of expected.names) {
      const heading = page.locator("h3").filter({hasText: name.slice(0, 60)}).first();
      assert.equal(await heading.textContent(), name);
    }
    assert.ok(text.includes("<script>window.hacked = 1</script>"));
    assert.ok(await page.evaluate(() => getComputedStyle(document.body).display !== "none"));
  });
});

test("markup that came past all escapes would still not run", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(pathToFileURL(path.join(pages, "example.html")).href);
  const [refusal] = await Promise.all([page.waitForEvent("console"), page.evaluate(() => {
    document.body.insertAdjacentHTML("beforeend", "<p onclick='window.hacked = 3'>");
    document.body.lastElementChild.click();
  })]);
  assert.match(refusal.text(), /Content Security Policy/);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  await context.close();
});

test("pointing at a map shows the image there, with its label, and rings it on every map", async () => {
  await open("example.html", {}, async (page) => {
    const maps = page.locator("figure.maps");
    const plot = maps.locator(".plot").first();
    const tip = maps.locator(".tip");
    assert.equal(await tip.count(), 0);
    await plot.hover();
    assert.equal(await tip.isVisible(), true);
    assert.ok((await tip.innerText()).length > 0);
    const first = await pixelsOf(tip.locator("canvas"));
    assert.ok(first.some((byte, i) => i % 4 === 0 && byte > 100));
    assert.equal(await maps.locator(".ring:visible").count(), 2);
    await page.mouse.move(0, 0);
    assert.equal(await tip.isVisible(), false);
  });
});

test("the keyboard goes from point to point of a map and tells where it is", async () => {
  await open("example.html", {}, async (page) => {
    const plot = page.locator("figure.maps .plot").first();
    const status = page.locator("figure.maps [role=status]");
    await page.locator("figure.maps .legend button").last().focus();
    await page.keyboard.press("Tab");
    assert.equal(await plot.evaluate((element) => element === document.activeElement), true);
    const texts = [await status.textContent()];
    for (const key of ["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"]) {
      await page.keyboard.press(key);
      texts.push(await status.textContent());
      assert.notEqual(texts[texts.length - 1], texts[texts.length - 2]);
    }
    assert.match(texts[1], /, at -?[\d.]+ and -?[\d.]+$/);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("figure.maps .tip").isVisible(), false);
  });
});

test("a tap on a phone shows the image", async () => {
  await open("example.html", {viewport: PHONE, hasTouch: true, isMobile: true}, async (page) => {
    await page.locator("figure.maps .plot").first().tap();
    assert.equal(await page.locator("figure.maps .tip").isVisible(), true);
    await assertNoSidewaysScroll(page);
  });
});

test("decoders show what Hourglass computes: at the start, after arrow keys and in the corner", async () => {
  await open("example.html", {}, async (page) => {
    const planes = await page.locator("figure.plane").all();
    assert.equal(planes.length, expected.planes.length);
    for (const [i, plane] of planes.entries()) {
      const {start, moved, corner} = expected.planes[i];
      const size = await plane.locator(".decoded").evaluate((canvas) => canvas.width * canvas.height);
      const channels = start.length / size;
      assertNear(await decoded(plane, channels), start);
      const plot = plane.locator(".plot");
      await plot.focus();
      for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowUp"]) await page.keyboard.press(key);
      assertNear(await decoded(plane, channels), moved);
      assert.notEqual(digest(moved), digest(start));

      await plot.scrollIntoViewIfNeeded();
      const box = await plot.boundingBox();
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width + 30, box.y - 30, {steps: 4});
      await page.mouse.up();
      assertNear(await decoded(plane, channels), corner);
      await plane.getByRole("button", {name: "Back to the start"}).click();
      assertNear(await decoded(plane, channels), start);
    }
  });
});

test("dragging moves the image while the point moves, and sliders move every number", async () => {
  await open("example.html", {viewport: PHONE, hasTouch: true, isMobile: true}, async (page) => {
    const plane = page.locator("figure.plane").nth(1);
    const look = async () => digest(await decoded(plane, 1));
    const seen = [await look()];
    await plane.locator(".plot").tap({position: {x: 80, y: 90}});
    seen.push(await look());
    assert.equal(await plane.locator("input").count(), 3);
    for (let i = 0; i < 3; ++i) {
      await plane.locator("input").nth(i).focus();
      await page.keyboard.press("End");
      seen.push(await look());
    }
    for (let i = 1; i < seen.length; ++i) assert.notEqual(seen[i], seen[i - 1]);
    assert.deepEqual(await plane.locator("output").allTextContents(), ["2.00", "3.00", "1.00"]);
  });
});

test("a press on a legend hides a series and shows it again", async () => {
  await open("example.html", {}, async (page) => {
    const figure = page.locator("figure.chart").first();
    const canvas = figure.locator("canvas");
    const whole = await lookOf(canvas);
    const button = figure.locator(".legend button").first();
    await button.click();
    assert.equal(await button.getAttribute("aria-pressed"), "false");
    assert.notEqual(await lookOf(canvas), whole);
    await button.click();
    assert.equal(await lookOf(canvas), whole);
  });
});

test("headings are in order, figures have words, and the first Tab skips to the content", async () => {
  await open("example.html", {}, async (page) => {
    const levels = await page.locator("h1, h2, h3").evaluateAll((all) => all.map((heading) => Number(heading.tagName[1])));
    levels.reduce((before, level) => {
      assert.ok(level <= before + 1);
      return level;
    }, 0);
    assert.equal(await page.locator("img:not([alt])").count(), 0);
    assert.equal(await page.locator("canvas[role=img]:not([aria-label])").count(), 0);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "content");
    const links = await page.locator(".contents a").evaluateAll((all) => all.map((link) => link.hash));
    for (const hash of links) assert.equal(await page.locator(hash).count(), 1);
  });
});

// WCAG 2.1's ratio of two colours, each as [red, green, blue].
function contrast(one, other) {
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((byte) => {
      const share = byte / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

for (const colorScheme of ["light", "dark"]) {
  test(`text and lines stand out from their ground: ${colorScheme}`, async () => {
    await open("example.html", {colorScheme}, async (page) => {
      const colours = await page.evaluate(() => {
        const style = getComputedStyle(document.documentElement);
        const names = ["ground", "surface", "text", "muted", "accent", ...Array.from({length: 10}, (_, i) => `series-${i}`)];
        return Object.fromEntries(names.map((name) => {
          const digits = style.getPropertyValue(`--${name}`).trim().slice(1);
          return [name, [0, 2, 4].map((start) => parseInt(digits.slice(start, start + 2), 16))];
        }));
      });
      for (const ground of ["ground", "surface"]) {
        for (const text of ["text", "muted", "accent"]) assert.ok(contrast(colours[text], colours[ground]) >= 4.5, text);
      }
      for (let i = 0; i < 10; ++i) assert.ok(contrast(colours[`series-${i}`], colours.surface) >= 3, `series ${i}`);
    });
  });
}

test("without scripts the words, pictures and numbers are there", async () => {
  await open("example.html", {javaScriptEnabled: false}, async (page) => {
    assert.match(await page.locator("noscript").textContent(), /Their numbers are in the tables/);
    await page.locator("summary").first().click();
    await page.locator("details table").first().waitFor();
  });
});
