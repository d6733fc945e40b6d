import { readFile } from "node:fs/promises";
import type { Gap } from "../gitlab/scan";
import type { StateFile, StateSource } from "./managed-token";
import { readPulumiExport } from "./pulumi";
import { readTerraformState } from "./terraform";
import { UnreadableState } from "./unreadable-state";

/** The states that were given, as far as they could be read. */
export interface States {
	/** How many files were named. */
	readonly given: number;
	readonly files: readonly StateFile[];
	/** What could not be read. While there is one, no token is called unmanaged. */
	readonly gaps: readonly Gap[];
}

/** The files that hold states; `-` is what stands on standard input. */
export interface StatePaths {
	readonly pulumi: readonly string[];
	readonly terraform: readonly string[];
}

/** How a file is read; a parameter, so that standard input is the caller's. */
export type ReadText = (path: string) => Promise<string>;

/** The text of a file. */
export const readFromDisk: ReadText = (path) => readFile(path, "utf8");

/** Reads every state; one that cannot be read is a gap and keeps the others from nothing. */
export async function readStates({ pulumi, terraform }: StatePaths, readText: ReadText): Promise<States> {
	const files: StateFile[] = [];
	const gaps: Gap[] = [];
	const kinds = [
		["pulumi", pulumi, readPulumiExport],
		["terraform", terraform, readTerraformState],
	] as const;
	for (const [tool, paths, read] of kinds)
		for (const path of paths)
			try {
				const file = read(parseJson(await readText(path)), path);
				files.push(file);
				for (const problem of file.problems) gaps.push(gapOf(tool, path, problem));
			} catch (error) {
				gaps.push(gapOf(tool, path, reasonOf(error)));
			}
	return { given: pulumi.length + terraform.length, files, gaps };
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text.replace(/^\uFEFF/, ""));
	} catch {
		// The parser's message quotes the text, which may hold secrets.
		throw new UnreadableState("it is not JSON, or was cut off");
	}
}

function reasonOf(error: unknown): string {
	if (error instanceof UnreadableState) return error.message;
	const { code } = error as NodeJS.ErrnoException;
	if (code === "ENOENT") return "there is no such file";
	if (code === "EACCES") return "this user may not read it";
	return code === undefined ? "its contents cannot be read" : `reading it failed (${code})`;
}

function gapOf(tool: StateSource["tool"], path: string, reason: string): Gap {
	const command = tool === "pulumi" ? "pulumi stack export" : "terraform state pull";
	return {
		what: `state ${path}`,
		reason: `${reason}.`,
		remedy: `Write it again with \`${command}\`; until every state is read, no token is called unmanaged.`,
	};
}
