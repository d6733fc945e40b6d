import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { formatHtml } from "../../../inventory/src/formats/html/format-html";
import type { HistoryEntry } from "../../../inventory/src/report/history";
import type { Report } from "../../../inventory/src/report/report";

/** Without them, Chromium checks for updates, and refuses to start as root. */
const FLAGS = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];

/** An open page of a report, with its requests and errors. */
export interface OpenPage {
	readonly page: Page;
	/** The address of the file; all that is requested. */
	readonly url: string;
	readonly requested: string[];
	/** Errors of the script, and whatever the browser complains about. */
	readonly complaints: string[];
}

/** A browser, and a folder for the pages that it opens. */
export class Reader {
	private readonly folder = mkdtempSync(join(tmpdir(), "deploy-token-page-"));
	private pages = 0;

	private constructor(private readonly browser: Browser) {}

	static async start(): Promise<Reader> {
		const executablePath = process.env.CHROME_PATH;
		if (executablePath === undefined)
			throw new Error(
				"CHROME_PATH names no browser. Run `npm run test:inventory`, or one file with `node tools/bootstrap.mjs --browser -- npx mocha FILE`.",
			);
		return new Reader(await chromium.launch({ executablePath, args: FLAGS }));
	}

	/** Writes the page of a report to a file, and opens it in a new context. */
	async open(
		report: Report,
		{ history, ...options }: BrowserContextOptions & { history?: readonly HistoryEntry[] } = {},
	): Promise<OpenPage> {
		const file = join(this.folder, `${++this.pages}.html`);
		writeFileSync(file, formatHtml(report, history));
		const context = await this.browser.newContext({
			viewport: { width: 1280, height: 900 },
			colorScheme: "light",
			...options,
		});
		// For a machine under load; nothing waits that long in a test that passes.
		context.setDefaultTimeout(30_000);
		const page = await context.newPage();
		const opened: OpenPage = { page, url: pathToFileURL(file).href, requested: [], complaints: [] };
		page.on("request", (request) => opened.requested.push(request.url()));
		page.on("requestfailed", (request) => {
			// The policy refused it, so that it never left the browser.
			if (request.failure()?.errorText === "csp")
				opened.requested.splice(opened.requested.indexOf(request.url()), 1);
		});
		page.on("pageerror", (error) => opened.complaints.push(error.message));
		page.on("console", (message) => opened.complaints.push(message.text()));
		page.on("dialog", (dialog) => {
			opened.complaints.push(dialog.message());
			void dialog.dismiss();
		});
		await page.goto(opened.url);
		return opened;
	}

	async close(): Promise<void> {
		await this.browser.close();
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
	}
}

/** The texts of a column of the table, by its heading. */
export async function column(page: Page, title: string): Promise<string[]> {
	const heads = await page.locator("#token-heads th").allInnerTexts();
	const index = heads.findIndex((head) => head.startsWith(title));
	return await page.locator(`#token-rows > tr > :nth-child(${index + 1})`).allInnerTexts();
}
