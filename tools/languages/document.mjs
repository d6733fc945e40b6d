// @ts-check
import { readFileSync } from "node:fs";

const PAGE = new URL("../../docs/languages.md", import.meta.url);

/**
 * The program of docs/languages.md in a language.
 * @param {"yaml" | "python" | "typescript" | "go"} fence the name behind its three backquotes
 * @returns {string}
 */
export function documentedProgram(fence) {
	const [, program] =
		new RegExp(`^\`\`\`${fence}\n(.*?)^\`\`\`$`, "ms").exec(readFileSync(PAGE, "utf8")) ?? [];
	if (program === undefined) throw new Error(`docs/languages.md has no program in ${fence}`);
	return program;
}
