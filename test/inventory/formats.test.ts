import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { expect } from "chai";
import { parse } from "csv-parse/sync";
import stringWidth from "string-width";
import { FORMAT_NAMES, FORMATS } from "../../inventory/src/formats/format";
import { formatTable } from "../../inventory/src/formats/table";
import type { Report } from "../../inventory/src/report/report";
import { SCHEMAS } from "../../inventory/src/schemas";
import { tablesOf } from "../meta/documents";
import { ROOT } from "../meta/source-files";
import { GROUP, record, row } from "./made-up";
import { reportOf } from "./made-up-report";

const LOOK = { width: 100, colour: false };
const OPTIONS = { look: LOOK, history: undefined };

/** Names that attack the readers of a report. */
const HOSTILE = {
	formula: '=HYPERLINK("https://evil.example.com")',
	plus: "+1+1",
	minus: "-2+3",
	at: "@SUM(A1)",
	escape: "\u001b[2J\u001b]0;owned\u0007",
	markdown: "a|b](https://evil.example.com) <img src=x> `c` **d**",
	lines: "one\r\ntwo\u2028three",
	wide: "図書館のトークン",
};

const hostile = reportOf({
	tokens: Object.values(HOSTILE).map((name, index) => row({ id: index + 1, name, expires_at: null })),
	managed: [record({ tokenId: 99, name: HOSTILE.formula })],
});
const usual = reportOf({ tokens: [row(), row({ id: 13 }, GROUP)], managed: [record()] });
const incomplete = reportOf({
	tokens: [row()],
	scan: { gaps: [{ what: "group secret", reason: "No.", remedy: "Ask." }] },
});
const empty = reportOf({});

const REPORTS: Readonly<Record<string, Report>> = { hostile, usual, incomplete, empty };

function validator(schema: object) {
	const ajv = new Ajv2020({ strict: true, allErrors: true });
	addFormats(ajv);
	return ajv.compile(schema);
}

describe("the published schemas", () => {
	for (const [name, text] of Object.entries(SCHEMAS))
		it(`${name} is the one of the code (npm run inventory:schemas)`, () => {
			const published = readFileSync(join(ROOT, "inventory", "schemas", name), "utf8");
			expect(JSON.parse(published)).to.deep.equal(JSON.parse(text));
		});
});

describe("a report as JSON", () => {
	const validate = validator(JSON.parse(SCHEMAS["report.schema.json"]));

	for (const [name, report] of Object.entries(REPORTS))
		it(`fits its schema: ${name}`, () => {
			validate(JSON.parse(FORMATS.json(report)));
			expect(validate.errors ?? []).to.deep.equal([]);
		});

	it("has a schema that refuses anything else", () => {
		expect(validate({ ...usual, complete: "yes" })).to.equal(false);
	});
});

describe("a report as SARIF", () => {
	// The schema is of draft 4, which differs from draft 7 in nothing else that it uses.
	const {
		$schema: _,
		id,
		...schema
	} = JSON.parse(readFileSync(join(__dirname, "sarif", "sarif-2.1.0-rtm.5.json"), "utf8"));
	const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
	addFormats(ajv);
	const validate = ajv.compile(schema);

	for (const [name, report] of Object.entries(REPORTS))
		it(`fits the schema of the standard: ${name}`, () => {
			validate(JSON.parse(FORMATS.sarif(report)));
			expect(validate.errors ?? []).to.deep.equal([]);
		});

	it("has a schema that refuses anything else", () => {
		const log = JSON.parse(FORMATS.sarif(usual));
		expect(id).to.contain("sarif-2.1.0");
		for (const wrong of [
			{ ...log, version: "2.0.0" },
			{ ...log, runs: [{}] },
			{ ...log, more: 1 },
		])
			expect(validate(wrong)).to.equal(false);
	});

	it("reports that a scan was incomplete, and what is missing", () => {
		const [run] = JSON.parse(FORMATS.sarif(incomplete)).runs;
		expect(run.invocations[0].executionSuccessful).to.equal(false);
		expect(run.invocations[0].toolExecutionNotifications[0].message.text).to.contain("group secret");
	});
});

describe("a report as CSV", () => {
	const rows = (report: Report) => parse(FORMATS.csv(report), { columns: true }) as Record<string, string>[];

	it("is read back by a library with every token", () => {
		expect(rows(usual).map(({ token_id, name }) => [token_id, name])).to.deep.equal([
			["12", "web"],
			["13", "web"],
		]);
	});

	it("has no spreadsheet formula in any cell", () => {
		const cells = rows(hostile).flatMap((cellsOf) => Object.values(cellsOf));
		expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).to.deep.equal([]);
		expect(cells).to.include(`'${HOSTILE.formula}`);
	});

	it("has a row for a token that GitLab does not have", () => {
		expect(rows(hostile).filter(({ findings }) => findings === "missing")).to.have.length(1);
	});

	it("reports in each row that a scan was incomplete, and in one what is missing", () => {
		expect(rows(incomplete).map(({ complete }) => complete)).to.deep.equal(["false", "false"]);
		expect(rows(incomplete).at(-1)?.findings).to.contain("group secret");
	});
});

describe("a report as Markdown", () => {
	it("keeps hostile names within their cells", () => {
		const tables = tablesOf(FORMATS.markdown(hostile));
		for (const { header, rows } of tables)
			for (const cells of rows) expect(cells).to.have.length(header.length);
		expect(FORMATS.markdown(hostile)).to.not.match(/<img|(?<!\\)\]\(/);
	});
});

describe("a report as a table", () => {
	for (const width of [60, 80, 120, 200])
		it(`is at most ${width} columns wide on such a terminal, also with wide characters`, () => {
			const [table = ""] = formatTable(hostile, { width, colour: false }).split("\n\n");
			const widest = Math.max(...table.split("\n").map((line) => stringWidth(line)));
			expect(widest).to.be.at.most(width);
		});

	it("has no control characters from names, and colours only where they are wanted", () => {
		expect(formatTable(hostile, LOOK)).to.not.match(/[^\P{Cc}\n]|\u2028/u);
		expect(formatTable(hostile, { width: 100, colour: true })).to.contain("\u001b[31mhigh");
	});

	it("has a column for ages where one is known", () => {
		const age = { at: "2030-01-01T00:00:00.000Z", wasCreated: false };
		const known = reportOf({ tokens: [row(), row({ id: 13 })], managed: [record({ age })] });
		expect(formatTable(known, LOOK))
			.to.match(/CREATED/)
			.and.match(/by 2030-01-01/);
		expect(formatTable(usual, LOOK)).to.not.contain("CREATED");
	});

	it("reports that a scan was incomplete", () => {
		expect(formatTable(incomplete, LOOK))
			.to.match(/^INCOMPLETE: /m)
			.and.contain("not read  group secret");
	});
});

describe("a report as a page", () => {
	const dataOf = (report: Report) =>
		/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(FORMATS.html(report, OPTIONS))?.[1] ??
		"";

	it("has its data within one element, whatever the names are", () => {
		const script = reportOf({ tokens: [row({ name: "</script><!--<script>&\u2028" })] });
		expect(dataOf(script)).to.not.contain("<");
		expect(JSON.parse(dataOf(script)).tokens[0].name).to.equal("</script><!--<script>&\\u{2028}");
	});

	it("has the same policy, style and script for every report", () => {
		const rest = (report: Report) => FORMATS.html(report, OPTIONS).replace(dataOf(report), "");
		for (const report of Object.values(REPORTS)) expect(rest(report)).to.equal(rest(empty));
		expect(rest(empty)).to.not.match(/<!-- \w+ -->/);
	});
});

describe("a report as OpenMetrics", () => {
	const samples = (report: Report) =>
		FORMATS.openmetrics(report)
			.split("\n")
			.filter((line) => line !== "" && !line.startsWith("#"));

	for (const [name, report] of Object.entries(REPORTS))
		it(`is grammatical, with the required last line: ${name}`, () => {
			const label = /[a-z_]+="(?:[^"\\\n]|\\[\\"n])*"/.source;
			const sample = new RegExp(`^[a-z_]+(?:\\{${label}(?:,${label})*\\})? \\d+(?:\\.\\d+)?$`);
			for (const line of samples(report)) expect(line).to.match(sample);
			expect(FORMATS.openmetrics(report)).to.match(/\n# EOF\n$/);
		});

	it("states when a token expires, and whether the scan was complete", () => {
		expect(samples(usual)).to.include.members([
			'gitlab_deploy_token_expires_timestamp_seconds{token_id="12",owner_kind="project",owner="grp/proj",name="web"} 1924992000',
			'gitlab_deploy_tokens{status="active",management="managed",tool="pulumi"} 1',
			"gitlab_deploy_token_scan_complete 1",
		]);
		expect(samples(incomplete)).to.include("gitlab_deploy_token_scan_complete 0");
	});
});

describe("every format", () => {
	it("is covered by these tests", () => {
		expect(FORMAT_NAMES).to.have.members([
			"table",
			"json",
			"csv",
			"html",
			"markdown",
			"openmetrics",
			"sarif",
		]);
	});
});
