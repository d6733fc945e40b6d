import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EmulatorControl, type Fixture, type RunningEmulator, startEmulator } from "../emulator/src/index";
import { ROOT } from "../meta/source-files";

/** As much of node-pty as is used: it is native, so only tests that need a terminal load it. */
interface Pty {
	spawn(
		file: string,
		args: string[],
		options: { name: string; cols: number; rows: number; cwd: string; env: NodeJS.ProcessEnv },
	): {
		onData(heard: (text: string) => void): void;
		onExit(heard: (end: { exitCode: number }) => void): void;
		write(text: string): void;
		kill(signal: string): void;
	};
}
const pty: Pty = require("@lydell/node-pty");

/** The present in these tests. */
export const NOW = "2030-06-01T12:00:00Z";

/** Access tokens, by whose they are. */
export const CREDENTIALS = {
	root: "glpat-root-of-the-inventory",
	developer: "glpat-developer-without-rights",
};

/** A secret that is in states and in GitLab, and must not be in any output. */
export const SECRET = "gldt-inventory-secret-0001";

const PROGRAM = join(ROOT, "inventory", "bin", "gitlab-deploy-tokens.js");

/** How one run of the command line ended. */
export interface Run {
	readonly code: number | null;
	readonly out: string;
	readonly err: string;
}

/** A world with these groups, projects and tokens, of an administrator and a developer. */
export function worldOf(parts: Pick<Fixture, "groups" | "projects" | "deployTokens">): Fixture {
	return {
		users: [
			{ id: 1, username: "root", admin: true, accessTokens: [{ token: CREDENTIALS.root, scopes: ["api"] }] },
			{ id: 2, username: "dev", accessTokens: [{ token: CREDENTIALS.developer, scopes: ["api"] }] },
		],
		...parts,
	} as Fixture;
}

/** Gives the surrounding `describe` a bench, whose GitLab every test finds in its first state. */
export function useBench(world: Fixture): Bench {
	const bench = new Bench();
	before(() => bench.open(world));
	beforeEach(() => bench.control.reset());
	after(() => bench.close());
	return bench;
}

/** An emulated GitLab, a folder for states, and the command line in its own process. */
export class Bench {
	folder = "";
	url = "";
	control = new EmulatorControl("");
	/** What still runs; a process on a terminal that waits for input would keep mocha alive. */
	private readonly started = new Set<{ kill(signal: "SIGKILL"): unknown }>();
	private emulator: RunningEmulator | undefined;

	async open(world: Fixture): Promise<void> {
		this.folder = mkdtempSync(join(tmpdir(), "deploy-token-inventory-"));
		this.emulator = await startEmulator({ fixture: world, clock: () => Date.parse(NOW) });
		({ url: this.url, control: this.control } = this.emulator);
	}

	/** Writes a file into the folder and gives its name there. */
	write(name: string, content: unknown): string {
		writeFileSync(join(this.folder, name), typeof content === "string" ? content : JSON.stringify(content));
		return name;
	}

	/** The text of a file in the folder. */
	read(name: string): string {
		return readFileSync(join(this.folder, name), "utf8");
	}

	/** Runs the command line in the folder, with what is written to its standard input, to its end. */
	async run(
		args: readonly string[],
		{ env = {}, input = "" }: { env?: NodeJS.ProcessEnv; input?: string } = {},
	): Promise<Run> {
		const child = this.launch(args, env);
		child.stdin.on("error", () => {});
		child.stdin.end(input);
		let out = "";
		let err = "";
		child.stdout.on("data", (text: string) => {
			out += text;
		});
		child.stderr.on("data", (text: string) => {
			err += text;
		});
		const [code] = (await once(child, "close")) as [number | null];
		return { code, out, err };
	}

	/** Starts the command line in the folder. */
	launch(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams {
		const child = spawn(process.execPath, [PROGRAM, ...args], {
			cwd: this.folder,
			env: this.environment(env),
		});
		this.started.add(child);
		child.once("close", () => this.started.delete(child));
		child.stdout.setEncoding("utf8");
		child.stderr.setEncoding("utf8");
		return child;
	}

	/** Runs it on a terminal of this width, with what is typed when a text appears. */
	onTerminal(
		args: readonly string[],
		{ cols, env, type }: { cols: number; env?: NodeJS.ProcessEnv; type?: { at: string; text: string } },
	): Promise<{ code: number; shown: string }> {
		const terminal = pty.spawn(process.execPath, [PROGRAM, ...args], {
			name: "xterm-256color",
			cols,
			rows: 40,
			cwd: this.folder,
			env: this.environment(env),
		});
		this.started.add(terminal);
		return new Promise((resolve) => {
			let shown = "";
			let typed = false;
			terminal.onData((text) => {
				shown += text;
				if (typed || type === undefined || !shown.includes(type.at)) return;
				typed = true;
				terminal.write(type.text);
			});
			terminal.onExit(({ exitCode }) => {
				this.started.delete(terminal);
				resolve({ code: exitCode, shown });
			});
		});
	}

	private environment(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
		return {
			PATH: process.env.PATH,
			GITLAB_BASE_URL: this.url,
			GITLAB_TOKEN: CREDENTIALS.root,
			GITLAB_RETRIES: "0",
			...env,
		};
	}

	async close(): Promise<void> {
		for (const child of this.started) child.kill("SIGKILL");
		await this.emulator?.close();
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
	}
}
