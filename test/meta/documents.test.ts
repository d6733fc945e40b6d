import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { ERROR_CODES } from "../../provider/api/error-codes";
import { SETTINGS, type SettingName, settingNames } from "../../provider/api/settings";
import { type Fence, fencesOf, tablesOf, textOf, trackedFiles } from "./documents";
import { ROOT } from "./source-files";

const DOCUMENTS = trackedFiles().filter((path) => path.endsWith(".md") && existsSync(join(ROOT, path)));

/** The rows of the one table of a document that has this header. */
function tableOf(document: string, ...header: string[]) {
	const found = tablesOf(textOf(document)).filter((table) => table.header.join() === header.join());
	expect(found, `tables of ${document} with the header ${header.join(", ")}`).to.have.length(1);
	return found[0]?.rows;
}

describe("the reference", () => {
	it("lists the settings as the code has them, in its order", () => {
		const settings = Object.entries(SETTINGS) as [SettingName, (typeof SETTINGS)[SettingName]][];
		expect(
			tableOf("docs/reference/settings.md", "config", "environment", "default", "meaning"),
		).to.deep.equal(
			settings.map(([name, { shownDefault, meaning }]) => {
				const { config, env } = settingNames("gitlab", name);
				return [`\`${config}\``, `\`${env}\``, shownDefault, meaning];
			}),
		);
	});

	it("lists the error codes, by name", () => {
		const codes = tableOf("docs/reference/errors.md", "code", "meaning", "what to do")?.map(([code]) => code);
		expect(codes).to.deep.equal([...ERROR_CODES].sort().map((code) => `\`${code}\``));
	});

	it("has its pages, and the guides, in the README's list, each once", () => {
		const pages = trackedFiles().filter((path) => /^docs\/.*\.md$/.test(path));
		const [, list = ""] = /^## Documentation$(.*?)^## /ms.exec(textOf("README.md")) ?? [];
		const linked = [...list.matchAll(/\]\((docs\/[^)#]+)\)/g)].map(([, path]) => path);
		expect(linked).to.have.members(pages);
	});
});

describe("the README", () => {
	it("has at most 250 lines", () => {
		expect(textOf("README.md").trimEnd().split("\n").length).to.be.at.most(250);
	});

	it("lists every example, and none that does not exist", () => {
		const listed = tableOf("README.md", "folder", "shows")?.map(
			([folder]) => /\((examples\/[\w-]+)\)/.exec(folder ?? "")?.[1],
		);
		const present = trackedFiles()
			.filter((path) => /^examples\/[^/]+\/Pulumi\.yaml$/.test(path))
			.map((path) => path.replace("/Pulumi.yaml", ""));
		expect(listed).to.have.members(present);
	});

	it("names only commands in package.json", () => {
		const { scripts } = JSON.parse(textOf("package.json"));
		const named = [...textOf("README.md").matchAll(/npm (?:run )?([\w:]+)(?=[` ])/g)].map(
			([, name]) => name ?? "",
		);
		const own = named.filter((name) => !["ci", "install", "pack"].includes(name));
		expect(own.length).to.be.greaterThan(0);
		expect(Object.keys(scripts)).to.include.members(own);
	});
});

describe("the documents", function () {
	this.timeout(180_000);

	it("link to files and headings that exist", () => {
		const broken = DOCUMENTS.flatMap((document) =>
			[...textOf(document).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)]
				.map(([, link]) => link ?? "")
				.filter((link) => !leadsSomewhere(document, link))
				.map((link) => `${document}: ${link}`),
		);
		expect(broken).to.deep.equal([]);
	});

	it("contain TypeScript programs that compile, in strict mode", () => {
		const fences = DOCUMENTS.flatMap(fencesOf).filter(
			// What imports a generated SDK is run by test/languages.
			({ language, code }) => /^(ts|typescript)$/.test(language) && !code.includes('-sdk"'),
		);
		expect(fences.length).to.be.greaterThan(0);
		expect(compile(fences)).to.deep.equal([]);
	});
});

describe("the examples in the comments of the sources", function () {
	this.timeout(180_000);

	it("compile, with the package's exports in scope", () => {
		const sources = trackedFiles().filter(
			(path) => /^provider\/.*\.ts$/.test(path) && !path.includes("/dist/"),
		);
		const fences = sources.flatMap((path) =>
			[...textOf(path).matchAll(/^[\t ]*\* ```ts\n(.*?)^[\t ]*\* ```$/gms)].map(
				([whole, code = ""]): Fence => ({
					document: path,
					line: textOf(path).split(whole)[0]?.split("\n").length ?? 0,
					language: "ts",
					code: code.replaceAll(/^[\t ]*\* ?/gm, ""),
				}),
			),
		);
		expect(fences.length).to.be.greaterThan(0);
		expect(compile(fences)).to.deep.equal([]);
	});
});

/** What is wrong with the programs, each a separate module in the folder of a quickstart. */
function compile(fences: readonly Fence[]): string[] {
	const folder = join(ROOT, "examples", "quickstart");
	// What waits at the top level is an ES module.
	const kind = ({ code }: Fence) => (/\bawait\b/.test(code) && !/\basync\b/.test(code) ? "mts" : "ts");
	const programs = new Map(
		fences.map((fence, index) => [join(folder, `fence-${index}.${kind(fence)}`), fence]),
	);
	const options: ts.CompilerOptions = {
		strict: true,
		noEmit: true,
		skipLibCheck: true,
		target: ts.ScriptTarget.ES2022,
		module: ts.ModuleKind.NodeNext,
		moduleResolution: ts.ModuleResolutionKind.NodeNext,
		types: ["node"],
		// A workspace that no other one depends on.
		paths: { "pulumi-gitlab-deploy-tokens-policy": [join(ROOT, "policy", "src", "index.ts")] },
	};
	const host = ts.createCompilerHost(options);
	const { readFile, fileExists } = host;
	host.fileExists = (name) => programs.has(name) || fileExists(name);
	host.readFile = (name) => {
		const fence = programs.get(name);
		return fence === undefined ? readFile(name) : withImports(fence.code);
	};
	const program = ts.createProgram([...programs.keys()], options, host);
	return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
		const fence = programs.get(file?.fileName ?? "");
		const line = (fence?.line ?? 0) + (file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0);
		return `${fence?.document ?? file?.fileName}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
	});
}

/** A fragment, after the names that it assumes: the package's, `pulumi` and `config`. */
function withImports(code: string): string {
	if (/^import /m.test(code)) return code;
	const uses = (name: string) => new RegExp(`\\b${name}\\b`).test(code);
	const names = Object.keys(require("pulumi-gitlab-deploy-tokens")).filter(uses);
	const config = uses("config") && !/\bconst config\b/.test(code);
	return [
		`import { ${names.join(", ")} } from "pulumi-gitlab-deploy-tokens";`,
		uses("pulumi") || config ? 'import * as pulumi from "@pulumi/pulumi";' : "",
		config ? "const config = new pulumi.Config();" : "",
		code,
	].join(" ");
}

function leadsSomewhere(document: string, link: string): boolean {
	const [path = "", heading] = link.split("#");
	const file = path === "" ? document : join(document, "..", path);
	if (!existsSync(join(ROOT, file))) return false;
	if (heading === undefined) return true;
	const headings = readFileSync(join(ROOT, file), "utf8").matchAll(/^#+ (.*)$/gm);
	return [...headings].some(([, title = ""]) => slug(title) === heading);
}

/** How a heading is linked to. */
function slug(title: string): string {
	return title
		.toLowerCase()
		.replaceAll(/[^\w\- ]/g, "")
		.replaceAll(" ", "-");
}
