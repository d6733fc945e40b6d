import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stackEnvironment } from "../../../tools/stack-environment.mjs";
import { type Ended, runProgram } from "../../support/run-program";
import type { Declaration, RecordedResource, RecordedStep, RecordedVerb } from "../recorded/format";
import { readCheckpoint } from "./checkpoint";
import { readLog } from "./log";
import type { Table } from "./table";

const NODE_MODULES = resolve(__dirname, "../../../node_modules");
const CLI_DEADLINE_MS = 120_000;
const SUBCOMMANDS = {
	update: ["up", "--yes", "--skip-preview"],
	refresh: ["refresh", "--yes", "--skip-preview"],
	destroy: ["destroy", "--yes", "--skip-preview"],
	taint: ["state", "taint", "--yes"],
} as const;

/** A stack of the real CLI with the scripted program and provider, in a temporary folder. */
export class CliStack {
	private readonly temp = mkdtempSync(join(tmpdir(), "recorded-history-"));
	private readonly project = join(this.temp, "project");
	private readonly log = join(this.temp, "calls");
	private readonly env: Record<string, string> = {
		...stackEnvironment(this.temp),
		PULUMI_DEBUG_GRPC: this.log,
	};

	private constructor(private readonly table: Table) {}

	static async create(table: Table): Promise<CliStack> {
		const stack = new CliStack(table);
		mkdirSync(stack.project);
		symlinkSync(NODE_MODULES, join(stack.project, "node_modules"), "junction");
		for (const name of ["program.cjs", "provider.cjs"])
			copyFileSync(join(__dirname, "project", name), join(stack.project, name));
		stack.write(
			"Pulumi.yaml",
			"name: trial\nmain: program.cjs\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
		);
		stack.write("package.json", '{ "private": true }');
		const { code, output } = await stack.pulumi(["stack", "init", "dev"]);
		if (code !== 0) throw new Error(output);
		return stack;
	}

	/** Calls the CLI, and returns what happened. */
	async run(
		verb: RecordedVerb,
		program: readonly Declaration[],
		faults: Readonly<Record<string, string>>,
		world: Readonly<Record<string, unknown>>,
	): Promise<RecordedStep> {
		this.write("program.json", JSON.stringify(program));
		this.write("faults.json", JSON.stringify(faults));
		this.write("world.json", JSON.stringify(world));
		rmSync(this.log, { force: true });
		const { code, output } = await this.pulumi(argumentsOf(verb));
		const { calls, registered } = existsSync(this.log)
			? readLog(readFileSync(this.log, "utf8"), this.table)
			: { calls: [], registered: [] };
		const errors = output.split("\n").flatMap((line) => /^\s*error: (.*)$/.exec(line)?.[1] ?? []);
		return {
			verb,
			program,
			registered,
			calls,
			failed: code !== 0,
			...(code === 0 ? {} : { errors: errors.map((text) => text.replaceAll(this.temp, "")) }),
			state: this.state(),
		};
	}

	remove(): void {
		rmSync(this.temp, { recursive: true, force: true });
	}

	private state(): RecordedResource[] {
		const path = join(this.temp, "state", ".pulumi", "stacks", "trial", "dev.json");
		return readCheckpoint(readFileSync(path, "utf8"), this.table);
	}

	private write(name: string, text: string): void {
		writeFileSync(join(this.project, name), text);
	}

	private pulumi(args: readonly string[]): Promise<Ended> {
		const options = { cwd: this.project, env: this.env, timeout: CLI_DEADLINE_MS };
		return runProgram("pulumi", [...args, "--non-interactive"], options);
	}
}

function argumentsOf({ work, dryRun, refresh, targets = [], replaceTargets = [] }: RecordedVerb): string[] {
	const words = work === "update" && dryRun ? ["preview"] : SUBCOMMANDS[work];
	if (work === "taint") return [...words, ...targets.map(urnOf)];
	return [
		...words,
		...(refresh ? ["--refresh"] : []),
		...targets.flatMap((name) => ["--target", urnOf(name)]),
		...replaceTargets.flatMap((name) => ["--replace", urnOf(name)]),
	];
}

function urnOf(name: string): string {
	return `urn:pulumi:dev::trial::pulumi-nodejs:dynamic/test:Thing::${name}`;
}
