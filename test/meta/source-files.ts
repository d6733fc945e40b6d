import { readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import ts from "typescript";

export const ROOT = resolve(__dirname, "../..");
const PROVIDER = join(ROOT, "provider");

/** One source file of the package, parsed. */
export interface SourceFile {
	/** Below `provider/`, with forward slashes. */
	readonly path: string;
	/** Its folder: `api`, `model`, …, or `""` for `index.ts`. */
	readonly area: string;
	readonly ast: ts.SourceFile;
}

/** An import or re-export; `value` is false where only types are taken. */
export interface Import {
	/** The package (`node:` for a built-in one), or the path below `provider/` without extension. */
	readonly target: string;
	readonly local: boolean;
	readonly value: boolean;
}

/** Every source file of the package, as its `tsconfig.json` names them. */
export function sourceFiles(): SourceFile[] {
	const config = ts.readConfigFile(join(PROVIDER, "tsconfig.json"), ts.sys.readFile).config;
	const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, PROVIDER);
	return fileNames.map((name) => {
		const path = relative(PROVIDER, name).split(sep).join("/");
		const ast = ts.createSourceFile(name, readFileSync(name, "utf8"), ts.ScriptTarget.Latest, true);
		return { path, area: path.includes("/") ? (path.split("/")[0] ?? "") : "", ast };
	});
}

/** What a file imports, by `import`, `export … from` and `require`. */
export function importsOf({ path, ast }: SourceFile): Import[] {
	const imports: Import[] = [];
	const add = (specifier: string, value: boolean) => {
		const local = specifier.startsWith(".");
		const target = local ? join(path, "..", specifier).split(sep).join("/") : packageName(specifier);
		imports.push({ target, local, value });
	};
	visit(ast, (node) => {
		if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
			add(node.moduleSpecifier.text, takesValues(node.importClause));
		if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier))
			add(node.moduleSpecifier.text, !node.isTypeOnly && hasValueMember(node.exportClause));
		if (ts.isCallExpression(node) && isLoad(node.expression)) {
			const [argument] = node.arguments;
			if (argument !== undefined && ts.isStringLiteral(argument)) add(argument.text, true);
		}
	});
	return imports;
}

/** Calls `look` with every node of a file. */
export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
	look(node);
	ts.forEachChild(node, (child) => visit(child, look));
}

function packageName(specifier: string): string {
	if (specifier.startsWith("node:")) return "node:";
	return specifier
		.split("/")
		.slice(0, specifier.startsWith("@") ? 2 : 1)
		.join("/");
}

function takesValues(clause: ts.ImportClause | undefined): boolean {
	if (clause === undefined) return true;
	if (clause.isTypeOnly) return false;
	if (clause.name !== undefined) return true;
	const bindings = clause.namedBindings;
	return (
		bindings === undefined || ts.isNamespaceImport(bindings) || bindings.elements.some((e) => !e.isTypeOnly)
	);
}

function hasValueMember(clause: ts.NamedExportBindings | undefined): boolean {
	return clause === undefined || ts.isNamespaceExport(clause) || clause.elements.some((e) => !e.isTypeOnly);
}

function isLoad(expression: ts.Expression): boolean {
	if (expression.kind === ts.SyntaxKind.ImportKeyword) return true;
	return ts.isIdentifier(expression) && expression.text === "require";
}
