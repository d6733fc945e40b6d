import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { stackEnvironment } from "../../tools/stack-environment.mjs";
import { LATE_PACKAGES } from "../engine/harness/late-packages";
import { typescriptProject } from "../engine/harness/project";
import { CREDENTIALS } from "../engine/harness/world";
import { NodeShim } from "../secrets/node-shim";
import type { Ended } from "../support/run-program";

const ROOT = resolve(__dirname, "../..");
const EXPORT = ["stack", "export", "--show-secrets"];
const DEADLINE_MS = 120_000;

/** A token that a state of the CLI holds. */
export interface HeldToken {
	readonly id: number;
	readonly secret: string | undefined;
}

/** A stack of the real CLI whose processes can be identified, and ended while they work. */
export class Cli {
	private child: ChildProcess | undefined;

	private constructor(
		private readonly temp: string,
		private readonly shim: NodeShim,
		private readonly baseUrl: string,
	) {}

	static async create(baseUrl: string, program: string): Promise<Cli> {
		const temp = await mkdtemp(join(tmpdir(), "deploy-token-crash-"));
		await mkdir(join(temp, "project"));
		const cli = new Cli(temp, await NodeShim.in(join(temp, "shim")), baseUrl);
		await cli.declare(program);
		await symlink(join(ROOT, "node_modules"), join(temp, "project", "node_modules"), "junction");
		const { code, output } = await cli.run(["stack", "init", "dev"]);
		if (code !== 0) throw new Error(output);
		return cli;
	}

	/** Puts another program in place. */
	async declare(program: string): Promise<void> {
		for (const [name, text] of Object.entries(typescriptProject(program)))
			await writeFile(join(this.temp, "project", name), text);
	}

	/** Runs the CLI in its own process group, as a shell does. */
	async run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
		const child = spawn("pulumi", [...args, "--non-interactive"], {
			cwd: join(this.temp, "project"),
			detached: true,
			env: {
				...stackEnvironment(this.temp, { url: this.baseUrl, credential: CREDENTIALS.admin }),
				...LATE_PACKAGES,
				PATH: [this.shim.bin, process.env.PATH].join(delimiter),
				PULUMI_NODEJS_TRANSPILE_ONLY: "true",
				GITLAB_RETRIES: "1",
				...env,
			},
			stdio: ["ignore", "pipe", "pipe"],
		});
		this.child = child;
		let output = "";
		for (const stream of [child.stdout, child.stderr])
			stream.setEncoding("utf8").on("data", (text: string) => {
				output += text;
			});
		const deadline = setTimeout(() => child.kill("SIGKILL"), DEADLINE_MS);
		// Processes that outlive the CLI keep its pipes open, so its exit counts.
		const [code] = (await once(child, "exit")) as [number | null];
		clearTimeout(deadline);
		await new Promise((soon) => setTimeout(soon, 100));
		child.stdout.destroy();
		child.stderr.destroy();
		return { code, output };
	}

	/** What Ctrl-C does: the signal goes to the whole process group. */
	interrupt(): void {
		if (this.child?.pid !== undefined) process.kill(-this.child.pid, "SIGINT");
	}

	killEngine(): void {
		this.child?.kill("SIGKILL");
	}

	/** Ends the provider processes that are there. @returns how many there were. */
	async killProviders(): Promise<number> {
		const pids = await this.providers();
		for (const pid of pids) process.kill(pid, "SIGKILL");
		return pids.length;
	}

	/** The tokens that the state holds, those on their way out too. */
	async held(): Promise<HeldToken[]> {
		let { code, output } = await this.run(EXPORT);
		if (code !== 0 && output.includes("failed to load checkpoint")) {
			await this.removeCutOffAttributes();
			({ code, output } = await this.run(EXPORT));
		}
		if (code !== 0) throw new Error(output);
		const { resources = [] } = JSON.parse(output.slice(output.indexOf("{"))).deployment as {
			resources?: { type: string; outputs: Record<string, unknown> }[];
		};
		return resources.flatMap(({ type, outputs }) => {
			if (type.endsWith("gitlab:DeployToken"))
				return [{ id: Number(outputs.tokenId), secret: plaintext(outputs.token) }];
			if (!type.endsWith("gitlab:DeployTokenSet")) return [];
			const { tokens, retired = [] } = JSON.parse(plaintext(outputs.contents) ?? "{}") as {
				tokens: Record<string, { id: string; token: string }>;
				retired?: { id: string }[];
			};
			const entries = [...Object.values(tokens), ...retired] as { id: string; token?: string }[];
			return entries.map(({ id, token }) => ({ id: Number(id.split("/").at(-1)), secret: token }));
		});
	}

	/** The engine replaces a state in one step, but not the separate file with its attributes. */
	private async removeCutOffAttributes(): Promise<void> {
		const folder = join(this.temp, "state", ".pulumi", "stacks");
		for (const name of await readdir(folder, { recursive: true }))
			if (name.endsWith(".attrs") && (await stat(join(folder, name))).size === 0)
				await rm(join(folder, name));
	}

	async remove(): Promise<void> {
		await this.killProviders();
		await rm(this.temp, { recursive: true, force: true });
	}

	/** The provider processes that are there, by what the shim noted of them. */
	private async providers(): Promise<number[]> {
		const folder = join(this.temp, "shim", "written");
		const noted = (await readdir(folder)).filter((name) => name.endsWith(".arguments"));
		const found: number[] = [];
		for (const name of noted) {
			const pid = Number.parseInt(name, 10);
			const started = await readFile(join(folder, name), "utf8");
			if (started.includes("dynamic-provider") && (await commandOf(pid)).includes("dynamic-provider"))
				found.push(pid);
		}
		return found;
	}
}

/** What the process was started with; empty where there is none. */
async function commandOf(pid: number): Promise<string> {
	return readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
}

function plaintext(secret: unknown): string | undefined {
	const { plaintext: text } = (secret ?? {}) as { plaintext?: string };
	return text === undefined ? undefined : (JSON.parse(text) as string);
}
