import { expect } from "chai";
import stringWidth from "string-width";
import { useBench, worldOf } from "./gitlab-world";
import { ownToken, pulumiExport } from "./states";

const row = (id: number) => ({
	id,
	project: "acme/website-of-the-department-with-the-long-name",
	name: "own",
	scopes: ["read_registry" as const, "read_repository" as const],
	expiresAt: "2030-06-05",
});
const world = worldOf({
	groups: [{ id: 1, path: "acme" }],
	projects: [{ id: 1, path: "acme/website-of-the-department-with-the-long-name" }],
	deployTokens: [row(1), row(2), { ...row(3), name: "図書館のトークン" }],
});

const ESCAPE = "\u001b";
/** What a terminal does not show: colours, and the codes that clear a line. */
const CODES = new RegExp(`${ESCAPE}\\[[\\d;?]*[A-Za-z]`, "g");
const COLOURS = new RegExp(`${ESCAPE}\\[[\\d;]*m`);

/** The lines of the table, which ends at an empty one. */
function tableOf(shown: string): string[] {
	const lines = shown.replace(CODES, "").split(/\r*\n|\r/);
	const start = lines.findIndex((line) => line.startsWith("OWNER"));
	return lines.slice(start, lines.indexOf("", start));
}

describe("the command line on a terminal", function () {
	this.timeout(30_000);
	const bench = useBench(world);

	before(async () => {
		const outputs = {
			name: "own",
			scopes: row(1).scopes,
			username: "gitlab+deploy-token-1",
			expiresAt: "2030-06-05T00:00:00.000Z",
			host: bench.url,
		};
		bench.write("dev.json", pulumiExport("dev", [ownToken("dev", "projects/1/deploy_tokens/1", outputs)]));
	});

	for (const cols of [70, 140])
		it(`fits a table into ${cols} columns, in colours`, async () => {
			const { shown, code } = await bench.onTerminal(["report", "--group", "acme"], { cols });
			expect(code).to.equal(1);
			const widths = tableOf(shown).map((line) => stringWidth(line));
			expect(widths.length).to.be.at.least(4);
			expect(Math.max(...widths)).to.be.within(cols === 70 ? 60 : 71, cols);
			expect(shown).to.contain("\u001b[31mhigh");
		});

	it("uses no colour where NO_COLOR is set", async () => {
		const { shown } = await bench.onTerminal(["report", "--group", "acme"], {
			cols: 100,
			env: { NO_COLOR: "1" },
		});
		expect(tableOf(shown).length).to.be.at.least(4);
		expect(shown).to.not.match(COLOURS);
	});

	it("writes a file without colours, though there is a terminal, and leaves no line of progress", async () => {
		const args = ["report", "--group", "acme", "--output", "table.txt"];
		const { shown } = await bench.onTerminal(args, { cols: 200 });
		expect(shown).to.match(/read \d of 2 groups and projects/);
		expect(shown.slice(shown.lastIndexOf("\r"))).to.equal(`\r${ESCAPE}[K`);
		expect(bench.read("table.txt"))
			.to.match(/^OWNER/)
			.and.not.contain(ESCAPE);
	});

	it("prompts before it deletes, and accepts only yes", async () => {
		const args = ["orphans", "--group", "acme", "--state", "dev.json", "--delete", "2"];
		const typing = (text: string) => ({ cols: 100, type: { at: 'Type "yes" to confirm: ', text } });
		const no = await bench.onTerminal(args, typing("y\r"));
		expect(no.shown).to.contain("Nothing was deleted.");
		expect(no.code).to.equal(1);
		const yes = await bench.onTerminal(args, typing("yes\r"));
		expect(yes.shown).to.match(/deleted: 2 of project/);
		expect(yes.code).to.equal(0);
		const left = await bench.control.tokens();
		expect(left.map(({ id }) => id)).to.have.members([1, 3]);
	});
});
