import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { COLUMNS, type Column, cell, markdown, run } from "./harness/drift-table";
import { DRIFTS, type DriftName } from "./harness/drifts";
import { START, useGitLab } from "./harness/use-gitlab";
import { world } from "./harness/world";

const PAGE = resolve(__dirname, "../../docs/drift.md");
const TABLE = /(?<=<!-- begin of the table\b[^\n]*-->\n\n)[\s\S]*?(?=\n\n<!-- end of the table -->)/;

describe("docs/drift.md", function () {
	this.timeout(120_000);
	const under = useGitLab();

	async function measured(): Promise<string> {
		const cells: Partial<Record<DriftName, Record<Column, string>>> = {};
		for (const name of Object.keys(DRIFTS) as DriftName[]) {
			const row: Partial<Record<Column, string>> = {};
			for (const column of Object.keys(COLUMNS) as Column[]) {
				under.time.set(START);
				await under.gitlab.reset(world());
				row[column] = cell(await run(under, name, column));
			}
			cells[name] = row as Record<Column, string>;
		}
		return markdown(cells as Record<DriftName, Record<Column, string>>);
	}

	// DRIFT_TABLE=write npx mocha test/lifecycle/drift-table.test.ts
	it("has the table of what happened in this run", async () => {
		const table = await measured();
		const page = readFileSync(PAGE, "utf8");
		if (process.env.DRIFT_TABLE === "write")
			writeFileSync(
				PAGE,
				page.replace(TABLE, () => table),
			);
		expect(TABLE.exec(readFileSync(PAGE, "utf8"))?.[0]).to.equal(table);
	});
});
