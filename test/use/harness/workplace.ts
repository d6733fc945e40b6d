import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Ended, runProgram } from "../../support/run-program";

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
		return runProgram(program, args, {
			cwd: this.home,
			env: { PATH: process.env.PATH, HOME: this.home, USERPROFILE: this.home, ...env },
			shell: process.platform === "win32",
			...(input === undefined ? {} : { input }),
		});
	}

	remove(): Promise<void> {
		return rm(this.home, { recursive: true, force: true });
	}
}
