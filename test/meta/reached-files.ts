import { readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import ts from "typescript";
import { importsOf, ROOT, type SourceFile } from "./source-files";

/** A source file with its path below the root. */
export function sourceOf(path: string): SourceFile {
	const text = readFileSync(join(ROOT, path), "utf8");
	return { path, area: "", ast: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** Files that an import by path leads to, with everything that those import. */
export function reached(from: readonly string[]): Set<string> {
	const seen = new Set<string>();
	const walk = (path: string): void => {
		if (seen.has(path)) return;
		seen.add(path);
		for (const { target, local } of importsOf(sourceOf(path)))
			if (local)
				walk(
					relative(ROOT, resolve(ROOT, `${target}.ts`))
						.split(sep)
						.join("/"),
				);
	};
	for (const path of from) walk(path);
	return seen;
}
