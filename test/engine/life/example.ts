import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { StackOptions } from "../harness/stack";

const FILES = ["Pulumi.yaml", "package.json", "tsconfig.json", "index.ts"];

/** The program of an example as a user copies it. */
export function example(name: string): StackOptions & { readonly files: Readonly<Record<string, string>> } {
	const folder = resolve(__dirname, "../../../examples", name);
	const files = Object.fromEntries(FILES.map((file) => [file, readFileSync(`${folder}/${file}`, "utf8")]));
	const projectName = /^name: (\S+)$/m.exec(files["Pulumi.yaml"] ?? "")?.[1];
	if (projectName === undefined) throw new Error(`examples/${name}/Pulumi.yaml has no name`);
	return { files, projectName };
}
