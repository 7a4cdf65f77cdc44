// SPDX-License-Identifier: MIT
// The pages that the program writes, of make_reports.py: everything is drawn, and nothing asks the network.
import assert from "node:assert/strict";
import path from "node:path";
import {test} from "node:test";

import {assertNoSidewaysScroll, drawn, isDrawn, LOOKS, open, screenshots} from "./opening.mjs";

// Of each page its sections, and how many figures each has: a chart, a picture, a diagram, all maps together.
const PAGES = {
  "article/report.html": {
    "networks": 35, "code-size": 4, "pca": 1, "sparse": 4, "denoising": 3, "compression": 3, "latent-plane": 1,
  },
  "images.html": {
    "networks": 14, "errors-vanilla": 3, "errors-convolutional": 3, "codes": 1, "denoising": 3, "latent-plane": 1,
  },
  "table.html": {"networks": 2, "errors-table": 2, "codes": 0},
  "sweep.html": {"code-size": 2, "images": 2},
  "sweep_table.html": {"code-size": 2},
};

async function assertIsDrawn(figure) {
  for (const canvas of await figure.locator("canvas:visible").all()) {
    assert.ok(await isDrawn(canvas), await canvas.getAttribute("aria-label"));
  }
  for (const image of await figure.locator("img:visible").all()) {
    assert.ok(await image.evaluate((element) => element.complete && element.naturalWidth > 0));
    assert.ok(await image.getAttribute("alt"));
  }
}

for (const [file, sections] of Object.entries(PAGES)) {
  for (const [name, options] of LOOKS) {
    test(`${file} is whole and fits: ${name}`, async () => {
      await open(file, options, async (page) => {
        await assertNoSidewaysScroll(page);
        const ids = await page.locator("section").evaluateAll((all) => all.map((section) => section.id));
        assert.deepEqual(ids, Object.keys(sections));
        for (const [id, count] of Object.entries(sections)) {
          const figures = await page.locator(`#${id} figure`).all();
          assert.equal(figures.length, count, id);
          for (const figure of figures) await assertIsDrawn(figure);
        }
        const look = `${file.replace(/\W/g, "_")}_${name}.png`;
        await page.screenshot({path: path.join(screenshots, look), fullPage: true});
      });
    });
  }
}

test("markup in a title, columns and labels is text", async () => {
  await open("table.html", {}, async (page) => {
    const title = "</title><script>alert(2)</script>";
    assert.equal(await page.title(), title);
    assert.equal(await page.locator("h1").textContent(), title);
    const words = await page.locator("#errors-table").textContent();
    for (const word of ["<b>a</b>", "</script><script>alert(1)</script>", "<i>odd</i>"]) assert.ok(words.includes(word), word);
    assert.equal(await page.locator("main :is(b, i)").count(), 0);
  });
});

test("a point that is moved on the article's plane is another image", async () => {
  await open("article/report.html", {}, async (page) => {
    const image = page.locator("#latent-plane .decoded");
    const look = () => image.evaluate((canvas) => canvas.toDataURL());
    const before = await look();
    await page.locator("#latent-plane input[type=range]").first().press("End");
    await drawn(page);
    assert.notEqual(await look(), before);
  });
});
