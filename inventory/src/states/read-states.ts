import { inPool } from "../gitlab/pool";
import type { Gap } from "../gitlab/scan";
import type { StateFile } from "./managed-token";
import { parseJson } from "./parse-json";
import { readPulumiExport } from "./pulumi";
import type { PulumiCli } from "./pulumi-cli";
import { exportStack, stackNames, type WantedStacks } from "./stacks";
import { readTerraformState } from "./terraform";
import { UnreadableState } from "./unreadable-state";

/** The states that were given, as far as they could be read. */
export interface States {
	/** Whether any was requested. */
	readonly given: boolean;
	readonly files: readonly StateFile[];
	/** What could not be read. If there is anything, no token is reported as unmanaged. */
	readonly gaps: readonly Gap[];
}

/** The requested states. */
export interface WantedStates {
	/** Files with outputs of `pulumi stack export`; `-` is standard input. */
	readonly pulumi: readonly string[];
	readonly stacks: WantedStacks;
	/** Files with outputs of `terraform state pull`. */
	readonly terraform: readonly string[];
}

/** How a file is read; a parameter, so that standard input is the caller's. */
export type ReadText = (path: string) => Promise<string>;

/** The process's access to states. */
export interface StateAccess {
	readonly readText: ReadText;
	readonly pulumi: PulumiCli;
}

/** Maximum concurrent calls of the CLI, each of which is a process. */
const CLI_CALLS = 4;

/** Whether any state is requested. */
export function wantsStates({ pulumi, stacks, terraform }: WantedStates): boolean {
	return pulumi.length + terraform.length + stacks.length > 0;
}

/** A requested state. */
interface Input {
	/** Such as `state prod.json`. */
	readonly what: string;
	readonly load: () => Promise<StateFile>;
	/** What to do if it cannot be read, unless the error has a remedy of its own. */
	readonly remedy: string;
}

/** Reads every state; one that cannot be read becomes a gap, and the others are still read. */
export async function readStates(wanted: WantedStates, access: StateAccess): Promise<States> {
	const { inputs, gaps } = await stackInputs(wanted.stacks, access);
	const all = [...fileInputs(wanted, access), ...inputs];
	const read: Pick<States, "files" | "gaps">[] = [];
	await inPool([...all.entries()], CLI_CALLS, async ([index, input]) => {
		read[index] = await readInput(input);
		return true;
	});
	return {
		given: wantsStates(wanted),
		files: read.flatMap(({ files }) => files),
		gaps: [...gaps, ...read.flatMap((each) => each.gaps)],
	};
}

function fileInputs({ pulumi, terraform }: WantedStates, { readText }: StateAccess): Input[] {
	const content = async (path: string) => parseJson(await readText(path));
	return [
		...pulumi.map((path) => ({
			what: `state ${path}`,
			load: async () => readPulumiExport(await content(path), path),
			remedy: "Export it again with `pulumi stack export`",
		})),
		...terraform.map((path) => ({
			what: `state ${path}`,
			load: async () => readTerraformState(await content(path), path),
			remedy: "Export it again with `terraform state pull`",
		})),
	];
}

async function stackInputs(
	stacks: WantedStacks,
	{ pulumi }: StateAccess,
): Promise<{ inputs: Input[]; gaps: Gap[] }> {
	const remedy = "Read it with `pulumi stack export`";
	try {
		const names = stacks === "all" ? await stackNames(pulumi) : stacks;
		const inputs = names.map((name) => ({
			what: `state of stack ${name}`,
			load: async () => readPulumiExport(await exportStack(pulumi, name), `stack ${name}`),
			remedy,
		}));
		return { inputs, gaps: [] };
	} catch (error) {
		return { inputs: [], gaps: [gapOf({ what: "the states of all stacks", remedy }, error)] };
	}
}

async function readInput(input: Input): Promise<Pick<States, "files" | "gaps">> {
	try {
		const file = await input.load();
		return {
			files: [file],
			gaps: file.problems.map((problem) => gapOf(input, new UnreadableState(problem))),
		};
	} catch (error) {
		return { files: [], gaps: [gapOf(input, error)] };
	}
}

function gapOf({ what, remedy }: Omit<Input, "load">, error: unknown): Gap {
	const own = error instanceof UnreadableState ? error.remedy?.replace(/\.$/, "") : undefined;
	return {
		what,
		reason: `${reasonOf(error)}.`,
		remedy: `${own ?? remedy}; until every state is read, no token is reported as unmanaged.`,
	};
}

function reasonOf(error: unknown): string {
	if (error instanceof UnreadableState) return error.message;
	const { code } = error as NodeJS.ErrnoException;
	if (code === "ENOENT") return "there is no such file";
	if (code === "EACCES") return "this user has no permission to read it";
	return code === undefined ? "its contents cannot be read" : `reading it failed (${code})`;
}
