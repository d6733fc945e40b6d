import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { adoptable, adoptingProgram } from "../../inventory/src/adopt/program";
import { Bench, worldOf } from "./gitlab-world";
import { inventoryOf, record, row } from "./made-up";

const world = worldOf({
	groups: [{ id: 1, path: "acme" }],
	projects: [{ id: 1, path: "acme/website" }],
	deployTokens: [{ id: 1, project: "acme/website", name: "hand-made", scopes: ["read_registry"] }],
});

describe("the program that adopts", () => {
	it("contains the active unmanaged tokens, and no orphan candidate", () => {
		const tokens = [row(), row({ id: 13 }), row({ id: 14, name: "x" }), row({ id: 15, revoked: true })];
		const found = adoptable(inventoryOf({ tokens, managed: [record()] }), false);
		expect(found.map(({ tokenId }) => tokenId)).to.deep.equal([14]);
	});

	it("is valid, whatever the names contain", () => {
		const names = ['"); process.exit(); ("', "a\nb", "\u2028", "`x`", "\\"];
		const { tokens } = inventoryOf({ tokens: names.map((name, index) => row({ id: index + 1, name })) });
		const source = ts.createSourceFile("x.ts", adoptingProgram(tokens), ts.ScriptTarget.ES2022);
		const statements = source.statements.map(({ kind }) => kind);
		expect(statements).to.deep.equal([
			ts.SyntaxKind.ImportDeclaration,
			...names.map(() => ts.SyntaxKind.ExpressionStatement),
		]);
	});
});

describe("gitlab-deploy-tokens adopt", function () {
	this.timeout(30_000);
	let bench: Bench;

	before(async () => {
		bench = await Bench.start(world);
	});
	after(() => bench.close());

	it("writes the program", async () => {
		const { code } = await bench.run(["adopt", "--group", "acme", "--output", "index.ts"]);
		expect(code).to.equal(0);
		expect(readFileSync(join(bench.folder, "index.ts"), "utf8")).to.contain("adopt: { tokenId: 1 }");
	});

	it("writes nothing while a state could not be read", async () => {
		bench.write("broken.json", "{");
		const args = ["adopt", "--group", "acme", "--state", "broken.json", "--output", "none.ts"];
		const { code } = await bench.run(args);
		expect(code).to.equal(3);
		expect(existsSync(join(bench.folder, "none.ts"))).to.equal(false);
	});
});
