// What a reader does with the pages of `byt serve`, with and without JavaScript: node pages.mjs URL FOLDER
// Writes screenshots and the HTML of every page into the folder.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';

const [url, folder] = process.argv.slice(2);
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [390, 768, 1280];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
for (const name of ['screenshots', 'html']) {
  fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  fs.mkdirSync(path.join(folder, name));
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
const outside = [];

/** A page of a new visitor. Requests to other hosts are recorded and stopped. */
async function visitor(options = {}) {
  const context = await browser.newContext({ locale: 'vi-VN', viewport: { width: 1280, height: 900 }, ...options });
  await context.route('**/*', (route) => {
    if (route.request().url().startsWith(url)) return route.continue();
    outside.push(route.request().url());
    return route.abort();
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => outside.push(`error: ${error}`));
  page.on('console', (message) => { if (message.type() === 'error') outside.push(`console: ${message.text()}`); });
  return page;
}

const results = (page) => page.locator('.hits h3 a').evaluateAll((links) => links.map((link) => link.getAttribute('href').split('?')[0]));

/** Search, narrow, read, compare, cite, change the language, go back. Returns what was seen on the way. */
async function journey(options) {
  const page = await visitor(options);
  await page.goto(url);
  await page.getByRole('searchbox').fill('kham chua benh');
  await page.getByRole('button', { name: 'Tìm' }).click();
  const all = await results(page);
  assert(all.length > 1, 'a search without accents finds articles');
  const facet = page.locator('.facets section').first().getByRole('link').first();
  const person = (await facet.innerText()).replace(/\s*\d+$/, '').trim();
  await facet.click();
  const narrowed = await results(page);
  assert(narrowed.length > 0 && narrowed.length <= all.length && new URL(page.url()).searchParams.get('official') === person);
  await page.locator('.hits h3 a').first().click();
  const title = await page.locator('h1').innerText();
  assert((await page.locator('.evidence').first().innerText()).includes(person), 'the article says who did what');
  const reference = page.locator('.reference');
  await reference.click();
  const cited = await page.locator('.reference').innerText();
  assert(cited.length > 20, 'there is a reference to copy');
  await page.goBack();
  assert.deepEqual(await results(page), narrowed, 'going back shows the same results');
  await page.getByRole('link', { name: 'English' }).click();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.deepEqual(await results(page), narrowed, 'the language changes no result');
  await page.getByRole('link', { name: 'Changes', exact: true }).click();
  await page.locator('#since').fill('0');
  await page.locator('#kind').selectOption('edited');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.locator('.events a[href*="/diff"]').first().click();
  const changed = { del: await page.locator('del').allInnerTexts(), ins: await page.locator('ins').allInnerTexts() };
  assert(changed.del.length + changed.ins.length > 0, 'a diff marks words');
  await page.context().close();
  return { all, narrowed, person, title, cited, changed };
}

const seen = await journey({});
assert.deepEqual(await journey({ javaScriptEnabled: false }), seen, 'without JavaScript everything is the same');

// Every kind of page, at each width, in both schemes.
const id = (await (await visitor()).request.get(`${url}api/search?format=ids&limit=1&official=tuyen`)).text().then((text) => text.split('\n')[0]);
const edited = (await (await visitor()).request.get(`${url}api/changes?since=0&kind=edited&format=jsonl`)).text()
  .then((text) => JSON.parse(text.split('\n').filter(Boolean).at(-1)).id);
const pages = {
  home: '', search: 'search?q=bao+hiem+y+te', filtered: 'search?official=tuyen&from=2025', nothing: 'search?q=khongcogi',
  article: `article/${await id}`, versions: `article/${await edited}/versions`, diff: `article/${await edited}/diff`,
  people: 'officials', person: 'officials/do-xuan-tuyen', holders: 'officials/at/2022-07-01', topics: 'topics', topic: 'topics/duoc',
  changes: 'changes?since=0', coverage: 'coverage', trend: 'trend?q=thuoc&by=quarter', kwic: 'kwic?q=%22b%E1%BA%A3o+hi%E1%BB%83m+y+t%E1%BA%BF%22', month: 'coverage/2026-03', missing: 'article/nothing', wrong: 'search?page=0',
};
const found = [];
for (const colorScheme of ['light', 'dark']) {
  for (const width of WIDTHS) {
    const page = await visitor({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
    page.removeAllListeners('console'); // a page that says 404 is an error to the console
    for (const [name, target] of Object.entries(pages)) {
      await page.goto(url + target);
      await page.screenshot({ path: path.join(folder, 'screenshots', `${name}-${width}-${colorScheme}.png`), fullPage: true });
      if (width === 1280 && colorScheme === 'light') {
        for (const lang of ['vi', 'en']) {
          const html = await (await page.request.get(`${url}${target}${target.includes('?') ? '&' : '?'}lang=${lang}`)).text();
          fs.writeFileSync(path.join(folder, 'html', `${name}-${lang}.html`), html);
        }
      }
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (overflow > 0) found.push(`${name} at ${width}: ${overflow} pixels wider than the window`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: 'tag', values } }), RULES);
      for (const { impact, id: rule, nodes } of violations) found.push(`${name} at ${width}, ${colorScheme}: ${impact} ${rule}: ${nodes[0].html}`);
    }
    await page.context().close();
  }
}
await browser.close();
assert.deepEqual(found, [], 'nothing keeps anybody out');
assert.deepEqual(outside, [], 'nothing leaves this machine, and nothing fails');
