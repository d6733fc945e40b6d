import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** How a program ended. */
export interface Ended {
	readonly code: number | null;
	/** Both streams. */
	readonly output: string;
}

/** A home folder of its own for a program, which sees nothing of the user's configuration. */
export class Workplace {
	readonly home = mkdtempSync(join(tmpdir(), "deploy-token-use-"));

	path(name: string): string {
		return join(this.home, name);
	}

	/** Writes a file that only its owner may read. @returns its path. */
	write(name: string, text: string): string {
		const path = this.path(name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, text, { mode: 0o600 });
		return path;
	}

	/** @param input What the program reads from its standard input. */
	run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, input?: string): Promise<Ended> {
		return new Promise((resolve, reject) => {
			const child = spawn(program, args, {
				cwd: this.home,
				env: { PATH: process.env.PATH, HOME: this.home, USERPROFILE: this.home, ...env },
				shell: process.platform === "win32",
				stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
			});
			child.stdin?.end(input);
			let output = "";
			for (const stream of [child.stdout, child.stderr])
				stream?.on("data", (chunk) => {
					output += String(chunk);
				});
			child.on("error", reject);
			child.on("close", (code) => resolve({ code, output }));
		});
	}

	remove(): Promise<void> {
		return rm(this.home, { recursive: true, force: true });
	}
}
