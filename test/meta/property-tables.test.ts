import { expect } from "chai";
import ts from "typescript";
import { tablesOf, textOf } from "./documents";
import { sourceFiles } from "./source-files";

/** A property as the sources declare it. */
interface Property {
	readonly type: string;
	readonly required: boolean;
	readonly comment: string;
}

const FILES = new Map(sourceFiles().map(({ path, ast }) => [path, ast]));

/** How the reference writes a type's name. */
const WRITTEN: Readonly<Record<string, string>> = {
	AdoptArgs: "{ tokenId, token? }",
	KeyFailureMode: '"fail" | "report"',
	"Record<string, DeployTokenSetEntry>": "Record<string, …>",
	"(project: ProjectInfo) => boolean": "(project) => boolean",
};

/** The properties that a type or interface of a file declares, `undefined` ones left out. */
function propertiesOf(path: string, name: string): Map<string, Property> {
	const found = new Map<string, Property>();
	const visit = (node: ts.Node): void => {
		if (ts.isPropertySignature(node) && node.type?.kind !== ts.SyntaxKind.UndefinedKeyword)
			found.set(node.name.getText(), {
				type: typeOf(node.type?.getText() ?? ""),
				required: node.questionToken === undefined,
				comment: node.getFullText().trim(),
			});
		else ts.forEachChild(node, visit);
	};
	FILES.get(path)?.forEachChild((node) => {
		if ((ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) && node.name.text === name)
			ts.forEachChild(node, visit);
	});
	return found;
}

/** What a class gives back, by its fields and getters. */
function outputsOf(path: string, name: string): Map<string, string> {
	const found = new Map<string, string>();
	FILES.get(path)?.forEachChild((node) => {
		if (!ts.isClassDeclaration(node) || node.name?.text !== name) return;
		for (const member of node.members)
			if ((ts.isPropertyDeclaration(member) || ts.isGetAccessor(member)) && member.type !== undefined)
				if (member.type.getText().startsWith("pulumi.Output<") && ts.isIdentifier(member.name))
					found.set(member.name.text, member.type.getText().slice("pulumi.Output<".length, -1));
	});
	return found;
}

/** A type as the reference writes it: without Pulumi's `Input` and without `undefined`. */
function typeOf(text: string): string {
	let plain = text.replace(/\s+\|\s+undefined$/, "").replace(/^\((.*)\)$/, "$1");
	while (plain.includes("pulumi.Input<"))
		plain = plain.replace(/pulumi\.Input<([^<>]*(?:<[^<>]*>)?[^<>]*)>/, "$1");
	return WRITTEN[plain] ?? plain;
}

/** The rows of the table with these headers on a page of the reference; fails unless there is exactly one. */
function rowsOf(page: string, header: string): string[][] {
	const path = `docs/reference/${page}.md`;
	const found = tablesOf(textOf(path)).filter((table) => table.header.join() === header);
	expect(found, `tables of ${path} with the header ${header}`).to.have.length(1);
	return found[0]?.rows ?? [];
}
const code = (cell = "") => cell.replaceAll("\\|", "|").replace(/^`(.*)`$/, "$1");
const namesIn = (cell = "") => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? "");

describe("the reference's tables of properties", () => {
	it("list those of DeployToken with type, need and replacement, as they are declared", () => {
		const declared = new Map([
			...propertiesOf("pulumi/deploy-token.ts", "DeployTokenOwnerArgs"),
			...propertiesOf("pulumi/deploy-token.ts", "DeployTokenArgs"),
		]);
		const rows = rowsOf("deploy-token", "property,type,required,replaces,secret,meaning");
		expect(rows.map(([name]) => code(name))).to.have.members([...declared.keys()]);
		for (const [name, type, required, replaces] of rows) {
			const property = declared.get(code(name));
			expect(code(type), code(name)).to.equal(property?.type);
			expect(required !== "no", code(name)).to.equal(property?.required);
			expect(replaces === "yes", code(name)).to.equal(/Replaces: yes/.test(property?.comment ?? ""));
		}
	});

	it("list those of DeployTokenSet with type and need, as they are declared", () => {
		const declared = propertiesOf("pulumi/deploy-token-set.ts", "DeployTokenSetArgs");
		const rows = rowsOf("deploy-token-set", "property,type,required,meaning");
		expect(rows.flatMap(([names]) => namesIn(names))).to.have.members([...declared.keys()]);
		for (const [names, type, required] of rows)
			for (const name of namesIn(names)) {
				const property = declared.get(name);
				if (type !== "as in `DeployToken`") expect(code(type), name).to.equal(property?.type);
				expect(required === "yes", name).to.equal(property?.required);
			}
	});

	it("list what selects the projects of a tree with its type, as it is declared", () => {
		const declared = propertiesOf("pulumi/group-tree.ts", "GroupTreeSelection");
		for (const [name, { type }] of propertiesOf("pulumi/lookups.ts", "ConnectionOptions"))
			declared.set(name, { type, required: false, comment: "" });
		const rows = rowsOf("group-tree-tokens", "selection,type,meaning").map(([name, type]) => [
			code(name),
			code(type),
		]);
		expect(rows).to.have.deep.members([...declared].map(([name, { type }]) => [name, type]));
	});

	it("list outputs that the classes have, and leave none out", () => {
		const token = outputsOf("pulumi/deploy-token.ts", "DeployToken");
		const set = outputsOf("pulumi/deploy-token-set.ts", "DeployTokenSet");
		const asDeclared = ["project", "group", "name", "scopes", "expiresIn", "rotateBefore", "connection"];
		const listed = (page: string) =>
			rowsOf(page, "output,type,secret,meaning").flatMap(([names]) => namesIn(names));
		expect([...listed("deploy-token"), ...asDeclared]).to.have.members([...token.keys()]);
		expect([...listed("deploy-token-set"), "contents"]).to.have.members([...set.keys()]);
	});
});
