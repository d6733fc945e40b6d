import { expect } from "chai";
import ts from "typescript";
import { sourceFiles, visit } from "./source-files";

/** The only files that may touch the process: each hands what it finds to the rest as a parameter. */
const MAY_TOUCH: Readonly<Record<string, readonly string[]>> = {
	"runtime/index.ts": ["process.env", "process.stderr"],
	"pulumi/program-connections.ts": ["process.env"],
	"plugin/main.ts": [
		"process.env",
		"process.stderr",
		"process.stdout",
		"process.argv",
		"process.once",
		"process.exit",
	],
};

/** Files that may read the clock or wait. */
const CLOCK = ["api/clock.ts"];

function found(look: (node: ts.Node) => string | undefined): string[] {
	return sourceFiles().flatMap(({ path, ast }) => {
		const uses: string[] = [];
		visit(ast, (node) => {
			const use = look(node);
			if (use !== undefined && !MAY_TOUCH[path]?.includes(use)) uses.push(`${path}: ${use}`);
		});
		return uses;
	});
}

describe("the package's sources", () => {
	it("print nothing with console", () => {
		const uses = found((node) => (ts.isIdentifier(node) && node.text === "console" ? "console" : undefined));
		expect(uses).to.deep.equal([]);
	});

	it("access the process only in the intended files and ways", () => {
		const uses = found((node) => {
			if (!ts.isIdentifier(node) || node.text !== "process") return undefined;
			const { parent } = node;
			return ts.isPropertyAccessExpression(parent) ? parent.getText() : "process";
		});
		expect(uses).to.deep.equal([]);
	});

	it("read the time in one place, so that tests can pass a clock", () => {
		const uses = found((node) => {
			const text = ts.isPropertyAccessExpression(node) ? node.getText() : undefined;
			if (text === "Date.now") return text;
			const isNow = ts.isNewExpression(node) && node.getText() === "new Date()";
			const isTimer = ts.isIdentifier(node) && /^set(Timeout|Interval)$/.test(node.text);
			return isNow || isTimer ? node.getText() : undefined;
		}).filter((use) => !CLOCK.some((file) => use.startsWith(`${file}:`)));
		expect(uses).to.deep.equal([]);
	});

	it("contain no `any`, no non-null assertion and no default export", () => {
		const uses = found((node) => {
			if (node.kind === ts.SyntaxKind.AnyKeyword) return "any";
			if (ts.isNonNullExpression(node)) return node.getText();
			return ts.isExportAssignment(node) ? "export default" : undefined;
		});
		expect(uses).to.deep.equal([]);
	});
});
