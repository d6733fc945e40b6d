import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Place } from "../../tools/secret-search.mjs";

/**
 * A `node` to put on PATH that keeps what each Node process writes, so that it can be distinguished from what the
 * engine writes: without it both end in one stream.
 */
export class NodeShim {
	/** To put in front of PATH. */
	readonly bin: string;
	private readonly logs: string;

	private constructor(folder: string) {
		this.bin = join(folder, "bin");
		this.logs = join(folder, "written");
	}

	static async in(folder: string): Promise<NodeShim> {
		const shim = new NodeShim(folder);
		await mkdir(shim.bin, { recursive: true });
		await mkdir(shim.logs, { recursive: true });
		const log = (channel: string) => `"${shim.logs}/$$.${channel}"`;
		const script = [
			"#!/bin/bash",
			`echo "$@" > ${log("arguments")}`,
			`exec "${process.execPath}" "$@" > >(tee ${log("stdout")}) 2> >(tee ${log("stderr")} >&2)`,
			"",
		];
		await writeFile(join(shim.bin, "node"), script.join("\n"));
		await chmod(join(shim.bin, "node"), 0o755);
		return shim;
	}

	/** What every Node process wrote so far, by what it was: the program, the provider, or another. */
	async written(): Promise<(Place & { readonly process: "program" | "provider" | "other" })[]> {
		const files = (await readdir(this.logs)).sort();
		return Promise.all(
			files.map(async (file) => {
				const started = await readFile(join(this.logs, file.replace(/\.\w+$/, ".arguments")), "utf8");
				const process = started.includes("dynamic-provider")
					? "provider"
					: started.includes("cmd/run")
						? "program"
						: "other";
				return {
					name: `${file} of the ${process}`,
					process,
					text: await readFile(join(this.logs, file), "latin1"),
				};
			}),
		);
	}
}
