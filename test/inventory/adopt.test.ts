import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { parse } from "yaml";
import { type Adoptable, adoptable } from "../../inventory/src/adopt/adoptable";
import { FORMS } from "../../inventory/src/adopt/forms";
import { parseTokenId } from "../../provider/model/values/token-id";
import { textOf } from "../meta/documents";
import { ROOT } from "../meta/source-files";
import { useBench, worldOf } from "./gitlab-world";
import { inventoryOf, record, row } from "./made-up";

const world = worldOf({
	groups: [{ id: 1, path: "acme" }],
	projects: [{ id: 1, path: "acme/website" }],
	deployTokens: [{ id: 1, project: "acme/website", name: "hand-made", scopes: ["read_registry"] }],
});

/** Names with which somebody attacks whoever runs the program. */
const NAMES = [
	'"); process.exit(); ("',
	"a\nb: c",
	"\u2028\u202e\u0000",
	`\`x\` ${"$"}{y} ${"$$"}{z} {{w}}`,
	"\\",
	"'#",
	"null",
	"😀",
	"adopt: {",
];
const { tokens: hostile } = inventoryOf({
	tokens: NAMES.map((name, index) =>
		row({ id: index + 1, name, ...(index === 0 ? { username: "me" } : {}) }),
	),
});
const taken = hostile as Adoptable[];

/** Takes the calls and assignments of a program apart: the values that it declares, by resource. */
function typescriptValues(text: string): { statements: string[]; values: unknown[] } {
	const source = ts.createSourceFile("x.ts", text, ts.ScriptTarget.ES2022);
	const statements = source.statements.map(({ kind }) => ts.SyntaxKind[kind]);
	const values: unknown[] = [];
	const module = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS } }).outputText;
	const take = class {
		constructor(name: string, args: object) {
			values.push({ resource: name, ...args });
		}
	};
	new Function("require", "exports", module)(() => ({ DeployToken: take, DeployTokenSet: take }), {});
	return { statements, values };
}

const expected = NAMES.map((name, index) => ({
	project: "grp/proj",
	name,
	scopes: ["read_registry"],
	...(index === 0 ? { username: "me" } : {}),
	expiresAt: "2031-01-01T00:00:00.000Z",
	adopt: { tokenId: index + 1 },
}));
const keys = NAMES.map((_, index) => `grp-proj-${index + 1}`);

describe("the file that adopts tokens", () => {
	it("contains the active unmanaged tokens, and no orphan candidate", () => {
		const tokens = [row(), row({ id: 13 }), row({ id: 14, name: "x" }), row({ id: 15, revoked: true })];
		const found = adoptable(inventoryOf({ tokens, managed: [record()] }), false);
		expect(found.map(({ tokenId }) => tokenId)).to.deep.equal([14]);
	});

	it("is a valid program in TypeScript, whatever the names contain", () => {
		const { statements, values } = typescriptValues(FORMS.typescript(taken));
		expect(statements).to.deep.equal(["ImportDeclaration", ...NAMES.map(() => "ExpressionStatement")]);
		expect(values).to.deep.equal(expected.map((value, index) => ({ resource: keys[index], ...value })));
	});

	it("is one with a set", () => {
		const { values } = typescriptValues(FORMS["typescript-set"](taken));
		const tokens = Object.fromEntries(expected.map((value, index) => [keys[index], value]));
		expect(values).to.deep.equal([{ resource: "adopted", tokens }]);
	});

	it("is one in YAML, in which no name is read as a reference", () => {
		const { resources } = parse(FORMS.yaml(taken)) as { resources: Record<string, { properties: object }> };
		expect(Object.keys(resources)).to.deep.equal(keys);
		const escaped = expected.map((value) => ({
			...value,
			name: value.name.replaceAll("$", () => "$$"),
		}));
		expect(Object.values(resources)).to.deep.equal(
			escaped.map((properties) => ({ type: "gitlab-deploy-tokens:DeployToken", properties })),
		);
		expect(parse(FORMS.yaml([]))).to.deep.equal({ resources: {} });
	});

	it("is one in Python, with the names of the SDK for the schema", () => {
		const program = FORMS.python(taken);
		const schema = JSON.parse(readFileSync(join(ROOT, "provider", "schema.json"), "utf8"));
		const { inputProperties } = schema.resources["gitlab-deploy-tokens:index:DeployToken"];
		const names = Object.keys(inputProperties).map((name) => name.replace(/[A-Z]/g, "_$&").toLowerCase());
		const used = [...program.matchAll(/^ {4}(\w+)=/gm)].map(([, name = ""]) => name);
		expect(names).to.include.members(used);
		expect(schema.types).to.have.property("gitlab-deploy-tokens:index:Adoption");
		// Strings of JSON are strings of Python, but for escaped surrogates.
		const given = [...program.matchAll(/^ {4}name=(".*"),$/gm)].map(([, text = ""]) => JSON.parse(text));
		expect(given).to.deep.equal(NAMES);
		expect(program).to.not.match(/\\ud[89a-f]/);
		const lines = program.split("\n").filter((line) => !/^(?: {4}.*,|DeployToken\(|\)|#.*|)$/.test(line));
		expect(lines).to.deep.equal(["from pulumi_gitlab_deploy_tokens import AdoptionArgs, DeployToken"]);
	});

	it("is a file for `pulumi import`, with the IDs that the packaged provider reads", () => {
		const { resources } = JSON.parse(FORMS["import-file"](taken)) as { resources: { id: string }[] };
		expect(resources.map(({ id }) => parseTokenId(id)?.tokenId)).to.deep.equal(
			NAMES.map((_, index) => index + 1),
		);
		expect(resources[0]).to.deep.equal({
			type: "gitlab-deploy-tokens:index:DeployToken",
			name: "grp-proj-1",
			id: "projects/5/deploy_tokens/1",
		});
	});

	for (const form of ["typescript", "typescript-set", "yaml"] as const)
		it(`loses its adopt lines, and no others, with the documented command (${form})`, () => {
			const [, pattern = ""] = /sed -i '\/(.*)\/d' /.exec(textOf("docs/inventory.md")) ?? [];
			const lines = FORMS[form](taken).split("\n");
			const gone = lines.filter((line) => new RegExp(pattern).test(line));
			expect(gone.map((line) => line.trim())).to.deep.equal(
				NAMES.map((_, index) => `adopt: { tokenId: ${index + 1} }${form === "yaml" ? "" : ","}`),
			);
		});
});

describe("gitlab-deploy-tokens adopt", function () {
	this.timeout(30_000);
	const bench = useBench(world);

	it("writes the program", async () => {
		const { code } = await bench.run(["adopt", "--group", "acme", "--output", "index.ts"]);
		expect(code).to.equal(0);
		expect(bench.read("index.ts")).to.contain("adopt: { tokenId: 1 }");
	});

	it("writes another form where one is named", async () => {
		const { out, err } = await bench.run(["adopt", "--group", "acme", "--as", "import-file"]);
		expect(JSON.parse(out).resources).to.have.length(1);
		expect(err).to.contain("1 token to adopt.");
	});

	it("writes nothing while a state could not be read", async () => {
		bench.write("broken.json", "{");
		const args = ["adopt", "--group", "acme", "--state", "broken.json", "--output", "none.ts"];
		const { code } = await bench.run(args);
		expect(code).to.equal(3);
		expect(existsSync(join(bench.folder, "none.ts"))).to.equal(false);
	});
});
