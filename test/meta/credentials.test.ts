import { expect } from "chai";
import ts from "typescript";
import { FORMATS } from "../../provider/plugin/formats";
import { CLIENTS, type Client } from "../use/harness/clients";
import { PACKAGE_MANAGERS } from "../use/harness/package-managers";
import { tablesOf, textOf } from "./documents";
import { sourceFiles } from "./source-files";

const FILES = sourceFiles();

/** The members of an interface, wherever it is, and of those that it extends. */
function membersOf(name: string): string[] {
	return FILES.flatMap(({ ast }) => [...ast.statements])
		.filter((node): node is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(node))
		.filter((node) => node.name.text === name)
		.flatMap(({ members, heritageClauses = [] }) => [
			...members.map((member) => member.name?.getText() ?? ""),
			...[...heritageClauses].flatMap(({ types }) => types.flatMap((type) => membersOf(type.getText()))),
		]);
}

/** The methods of the credentials as a program calls them: `name(argument, { option })`. */
function signatures(): string[] {
	const file = FILES.find(({ path }) => path === "pulumi/credentials.ts");
	const found = file?.ast.statements.find(
		(node): node is ts.ClassDeclaration =>
			ts.isClassDeclaration(node) && node.name?.text === "DeployTokenCredentials",
	);
	return [...(found?.members ?? [])]
		.filter((member): member is ts.MethodDeclaration => ts.isMethodDeclaration(member))
		.filter(({ name }) => ts.isIdentifier(name))
		.map(({ name, parameters }) => {
			const given = parameters.map((parameter) => {
				const [, options] = /^Given<(\w+)>$/.exec(parameter.type?.getText() ?? "") ?? [];
				return options === undefined ? parameter.name.getText() : `{ ${membersOf(options).join(", ")} }`;
			});
			return `${name.getText()}(${given.join(", ")})`;
		});
}

describe("the reference of the credentials", () => {
	const text = textOf("docs/reference/credentials.md");
	const [table] = tablesOf(text).filter(({ header }) => header[0] === "method");

	it("lists every method with its arguments, in the order of the class", () => {
		expect(signatures().length).to.be.greaterThan(5);
		expect(table?.rows.map(([method]) => method)).to.deep.equal(signatures().map((name) => `\`${name}\``));
	});

	it("says for each which command uses it, and where GitLab documents it", () => {
		for (const [method = "", , use = "", source = ""] of table?.rows ?? []) {
			expect(use, method).to.match(/`|[A-Z]/);
			expect(source, method).to.match(/\]\(https:\/\/docs\.gitlab\.com\/[^)]+\)/);
		}
	});

	it("has a function for each method, in every language; the two values alone need none", () => {
		const methods = signatures().map((signature) => signature.split("(")[0]);
		expect(Object.keys(FORMATS)).to.have.members(methods.filter((name) => name !== "usernamePassword"));
	});

	it("says which commands the tests run with a format", () => {
		const [inTest, further] = tablesOf(text).filter(({ header }) => header.join() === "format,run with it");
		const rows = (clients: readonly Client[]) =>
			clients.map(({ format, command }) => [`\`${format}\``, command]);
		expect(inTest?.rows).to.deep.equal(rows(CLIENTS));
		expect(further?.rows).to.deep.equal(rows(PACKAGE_MANAGERS));
	});

	it("has every format run by a client", () => {
		const run = [...CLIENTS, ...PACKAGE_MANAGERS].map(({ format }) => format);
		expect(run).to.include.members(signatures().map((signature) => signature.split("(")[0] ?? ""));
	});
});
