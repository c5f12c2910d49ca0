// Reads {"chromium": path, "addresses": [...], "widths": [...], "schemes": [...]} from standard input and has
// pa11y (HTML_CodeSniffer, WCAG 2 AA) look at each address at each width in each colour scheme.
// Prints {address: {"looked": count, "findings": [...]}}.
import { text } from "node:stream/consumers";
import pa11y from "pa11y";
import puppeteer from "puppeteer";

const order = JSON.parse(await text(process.stdin));
const browser = await puppeteer.launch({ executablePath: order.chromium, args: order.arguments });
const report = {};
for (const address of order.addresses) {
  const page = await browser.newPage();
  const findings = [];
  let looked = 0;
  for (const width of order.widths) {
    for (const scheme of order.schemes) {
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([
        { name: "prefers-color-scheme", value: scheme },
        { name: "prefers-reduced-motion", value: "reduce" },
      ]);
      await page.goto(address, { waitUntil: "load" });
      const result = await pa11y(address, {
        browser, page, ignoreUrl: true, standard: "WCAG2AA", runners: ["htmlcs"], viewport: { width, height: 900 },
      });
      looked += 1;
      for (const issue of result.issues) {
        findings.push(`${width} ${scheme}: ${issue.code}: ${issue.message} at ${issue.selector}`);
      }
    }
  }
  report[address] = { looked, findings };
  await page.close();
}
await browser.close();
console.log(JSON.stringify(report));
