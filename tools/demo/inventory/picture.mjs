#!/usr/bin/env node
// @ts-check
// Takes the pictures in docs/inventory.md of the page that `npm run demo:inventory` wrote.
//
//     node tools/bootstrap.mjs --browser -- node tools/demo/inventory/picture.mjs

import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = new URL("../../../", import.meta.url);
const browser = await chromium.launch({
	...(process.env.CHROME_PATH === undefined ? {} : { executablePath: process.env.CHROME_PATH }),
	args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
try {
	await take("inventory-page.png", "light", async () => {});
	await take("inventory-tokens.png", "dark", async (page) => {
		await page.locator(".opener").nth(1).click();
		await page.evaluate("document.getElementById('tokens-title').scrollIntoView()");
	});
} finally {
	await browser.close();
}

/**
 * @param {string} name
 * @param {"light" | "dark"} colorScheme
 * @param {(page: import("playwright-core").Page) => Promise<void>} prepare
 */
async function take(name, colorScheme, prepare) {
	const page = await browser.newPage({ viewport: { width: 1240, height: 840 }, colorScheme });
	await page.goto(new URL("demo-inventory.html", root).href);
	await prepare(page);
	await page.screenshot({ path: fileURLToPath(new URL(`docs/images/${name}`, root)) });
}
