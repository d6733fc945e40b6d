import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import {
	filesBelow,
	findDeployTokenSecrets,
	findSecrets,
	type Place,
} from "../../../tools/secret-search.mjs";
import { stackEnvironment } from "../../../tools/stack-environment.mjs";
import { type Ended, runProgram, succeeds } from "../../support/run-program";
import type { GitLab } from "./gitlab";
import { LATE_PACKAGES } from "./late-packages";
import { ProgramProcess } from "./programs/kept-process";
import { holdsTrace } from "./trace";
import { CREDENTIALS } from "./world";

const ROOT = resolve(__dirname, "../../..");
const CLI_DEADLINE_MS = 120_000;
const STACK_NAME = "dev";

export interface StackOptions {
	/** The project's files, by their paths in its folder. */
	readonly files: Readonly<Record<string, string>>;
	/** Name in `Pulumi.yaml`; `trial` when absent. */
	readonly projectName?: string;
	/** Folder of `Pulumi.yaml` below the project's folder. */
	readonly folder?: string;
	/** A folder with its own `node_modules`, instead of a new one that shares the repository's. */
	readonly installation?: { readonly folder: string; readonly bin: string };
	/** The folder that is the project's `node_modules`; the repository's when absent. */
	readonly packages?: string;
	/**
	 * Whether the CLI starts its language host, and the host a process for each run of the program, as for a user.
	 * Otherwise a {@link ProgramProcess} runs the programs whose runtime is `nodejs` without options. Always so where the
	 * project has packages of its own.
	 */
	readonly languageHost?: boolean;
	readonly env?: Readonly<Record<string, string>>;
	/** Further credentials that must not appear anywhere either. */
	readonly secrets?: readonly string[];
}

/** A resource as `pulumi stack export` shows it. */
export interface StackResource {
	readonly urn: string;
	readonly type: string;
	readonly id?: string;
	/** Whether it was replaced, and is still to be deleted. */
	readonly delete?: boolean;
	readonly inputs?: Readonly<Record<string, unknown>>;
	readonly outputs?: Readonly<Record<string, unknown>>;
}

/**
 * A stack of the real CLI, on a file backend in a temporary folder outside of the repository.
 *
 * Everything that the CLI prints and stores is searched for secrets by {@link secretsFound}.
 */
export class Stack {
	private readonly said: Place[] = [];
	private readonly secrets = new Set<string>(Object.values(CREDENTIALS));
	private env: Record<string, string>;
	private readonly projectName: string;
	private readonly languageHost: boolean;

	private constructor(
		/** Holds all of it: the project, the state, the CLI's home. */
		readonly temp: string,
		/** The project's folder. */
		readonly project: string,
		private readonly cwd: string,
		gitlab: GitLab,
		options: StackOptions,
	) {
		const { installation, packages, env, projectName = "trial" } = options;
		this.projectName = projectName;
		const hasOwnPackages = installation !== undefined || packages !== undefined;
		this.languageHost = options.languageHost ?? hasOwnPackages;
		for (const secret of options.secrets ?? []) this.secrets.add(secret);
		this.env = {
			...stackEnvironment(temp, { url: gitlab.url, credential: CREDENTIALS.admin }),
			...(installation && { PATH: [installation.bin, process.env.PATH].join(delimiter) }),
			PULUMI_NODEJS_TRANSPILE_ONLY: "true",
			...(!hasOwnPackages && LATE_PACKAGES),
			...env,
		};
	}

	static async create(gitlab: GitLab, options: StackOptions): Promise<Stack> {
		const temp = await mkdtemp(join(tmpdir(), "deploy-token-engine-"));
		const project = options.installation?.folder ?? join(temp, "project");
		const stack = new Stack(temp, project, join(project, options.folder ?? "."), gitlab, options);
		await stack.write(options.files);
		const { packages = join(ROOT, "node_modules") } = options;
		if (options.installation === undefined)
			await symlink(packages, join(project, "node_modules"), "junction");
		await succeeds(stack.pulumi("stack", "init", STACK_NAME));
		return stack;
	}

	/** Writes files of the project. */
	async write(files: Readonly<Record<string, string>>): Promise<void> {
		for (const [name, text] of Object.entries(files)) {
			const path = join(this.project, name);
			await mkdir(dirname(path), { recursive: true });
			await writeFile(path, text);
		}
	}

	up(...args: string[]): Promise<Ended> {
		return this.pulumi("up", "--yes", "--skip-preview", ...args);
	}

	preview(...args: string[]): Promise<Ended> {
		return this.pulumi("preview", ...args);
	}

	refresh(...args: string[]): Promise<Ended> {
		return this.pulumi("refresh", "--yes", "--skip-preview", ...args);
	}

	/** Named in full, the stack can be destroyed from a folder that holds no project. */
	destroy(...args: string[]): Promise<Ended> {
		const stack = `organization/${this.projectName}/${STACK_NAME}`;
		return this.pulumi("destroy", "--yes", "--skip-preview", "--stack", stack, ...args);
	}

	/** The resources in the exported state, secrets encrypted. */
	async resources(): Promise<StackResource[]> {
		return JSON.parse(await succeeds(this.pulumi("stack", "export"))).deployment.resources ?? [];
	}

	/** The deploy tokens in the exported state, by their Pulumi names. */
	async deployTokens(): Promise<Record<string, StackResource>> {
		const tokens = (await this.resources()).filter(({ type }) => type.endsWith("gitlab:DeployToken"));
		return Object.fromEntries(tokens.map((token) => [token.urn.split("::").at(-1), token]));
	}

	/** The stack's outputs, in clear. */
	async outputs(): Promise<Record<string, unknown>> {
		// Not by `pulumi()`, since it prints secrets on purpose.
		return JSON.parse(await succeeds(this.run(["stack", "output", "--json", "--show-secrets"])));
	}

	/** Takes every file of the project away, but leaves the packages. */
	async removeProject(): Promise<void> {
		for (const name of await readdir(this.project))
			if (name !== "node_modules") await rm(join(this.project, name), { recursive: true });
	}

	/** The variables that the CLI is called with. */
	get environment(): Readonly<Record<string, string>> {
		return this.env;
	}

	/** Changes variables for later calls. */
	setEnvironment(variables: Readonly<Record<string, string>>): void {
		this.env = { ...this.env, ...variables };
	}

	/** Any call of the CLI; what it prints is searched for secrets later. */
	async pulumi(...args: string[]): Promise<Ended> {
		const name = `the output of \`pulumi ${args.slice(0, 2).join(" ")}\``;
		const result = (await this.isForKeptProcess(args))
			? await this.runInKeptProcess(args)
			: await this.run(args);
		this.said.push({ name, text: result.output });
		return result;
	}

	/** Where a secret appears in what was printed and stored so far, or in `more`. */
	async secretsFound(more: readonly Place[] = []): Promise<string[]> {
		const folders = this.project.startsWith(this.temp) ? [this.temp] : [this.temp, this.project];
		const stored = await Promise.all(folders.map(filesBelow));
		const places = [...this.said, ...stored.flat(), ...more];
		return [...findSecrets(places, this.secrets), ...findDeployTokenSecrets(places)];
	}

	/** Stack traces in what was printed so far, but for those that lead to a line of the program. */
	tracesFound(): string[] {
		return this.said
			.map(({ name, text }) => ({ name, text: this.withoutProgramLines(text) }))
			.filter(({ text }) => holdsTrace(text))
			.map(({ name, text }) => `a trace in ${name}: ${text}`);
	}

	/** An error that the program causes names its line there, which is no trace of this package. */
	private withoutProgramLines(text: string): string {
		return text
			.split("\n")
			.filter((line) => !line.includes(`${this.project}/`))
			.join("\n");
	}

	/** Takes the folder away. */
	async remove(): Promise<void> {
		await rm(this.temp, { recursive: true, force: true });
	}

	private async isForKeptProcess([command = ""]: readonly string[]): Promise<boolean> {
		if (this.languageHost || !/^(up|preview|refresh|destroy)$/.test(command)) return false;
		const project = await readFile(join(this.cwd, "Pulumi.yaml"), "utf8").catch(() => "");
		return parse(project)?.runtime === "nodejs";
	}

	private async runInKeptProcess(args: readonly string[]): Promise<Ended> {
		const programs = await ProgramProcess.lend({ folder: this.cwd, env: this.env });
		let code: number | null = null;
		try {
			const result = await this.run([...args, `--client=${programs.address}`]);
			code = result.code;
			return { code, output: result.output + programs.takeOutput() };
		} finally {
			programs.giveBack({ cutOff: code === null });
		}
	}

	private run(args: readonly string[]): Promise<Ended> {
		const options = { cwd: this.cwd, env: this.env, timeout: CLI_DEADLINE_MS };
		return runProgram("pulumi", [...args, "--non-interactive"], options).catch(({ message }) => {
			throw new Error(`${message}: is this run by npm run test:engine?`);
		});
	}
}
