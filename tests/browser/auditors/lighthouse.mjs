// Reads {"chromium": path, "arguments": [...], "addresses": [...], "categories": [...]} from standard input and has
// Lighthouse look at each address as on a phone. Prints {address: {"scores": {category: 0…1}, "below": [...]}},
// where `below` tells every audit that counts in a category and did not get full marks.
import { text } from "node:stream/consumers";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer";

const order = JSON.parse(await text(process.stdin));
const browser = await puppeteer.launch({ executablePath: order.chromium, args: order.arguments });
const port = Number(new URL(browser.wsEndpoint()).port);
const report = {};
for (const address of order.addresses) {
  const { lhr } = await lighthouse(address, { port, onlyCategories: order.categories, logLevel: "error" });
  const scores = {};
  const below = [];
  for (const [name, category] of Object.entries(lhr.categories)) {
    scores[name] = category.score;
    for (const { id, weight } of category.auditRefs) {
      const audit = lhr.audits[id];
      if (weight > 0 && audit.score !== null && audit.score < 1) below.push(`${name}: ${audit.title} (${audit.score})`);
    }
  }
  report[address] = { scores, below };
}
await browser.close();
console.log(JSON.stringify(report));
