import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./source-files";

/** A fenced block of a Markdown document. */
export interface Fence {
	readonly document: string;
	/** Of its first line of code. */
	readonly line: number;
	readonly language: string;
	readonly code: string;
}

/** Files under version control, by their paths below the root. */
export function trackedFiles(): string[] {
	const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
		cwd: ROOT,
	});
	return listed
		.toString("utf8")
		.split("\0")
		.filter((path) => path !== "");
}

export function textOf(path: string): string {
	return readFileSync(join(ROOT, path), "utf8");
}

/** Every fenced block of a document. */
export function fencesOf(document: string): Fence[] {
	const fences: Fence[] = [];
	const text = textOf(document);
	for (const match of text.matchAll(/^```(\w*)[^\n]*\n(.*?)^```$/gms)) {
		const [, language = "", code = ""] = match;
		const line = text.slice(0, match.index).split("\n").length + 1;
		fences.push({ document, line, language, code });
	}
	return fences;
}

/** The tables of a Markdown text, each as its rows of cells without the header. */
export function tablesOf(text: string): { readonly header: string[]; readonly rows: string[][] }[] {
	return [...text.matchAll(/^\|.*\|\n\|[ :|-]+\|\n(?:\|.*\|\n?)*/gm)].map(([table]) => {
		const [header = [], , ...rows] = table.trim().split("\n").map(cellsOf);
		return { header, rows };
	});
}

function cellsOf(line: string): string[] {
	return line
		.replace(/^\||\|$/g, "")
		.split(/(?<!\\)\|/)
		.map((cell) => cell.trim());
}
