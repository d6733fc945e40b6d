import { readFile, rm } from "node:fs/promises";
import type { GitLabClient } from "../../../provider/api/client";
import { currentUsername } from "../../../provider/api/owners";
import type { Io, Stop } from "../cli/io";
import { UsageError } from "../cli/usage-error";
import { writeWhole } from "../cli/write-output";
import type { Scope } from "../gitlab/scope";
import { Checkpoint, type CheckpointBinding } from "../resume/checkpoint";
import type { States } from "../states/read-states";

/** A scan that can be continued: what earlier ones read, and the file for a later one. */
export interface Resumption {
	readonly checkpoint: Checkpoint;
	readonly stop: Stop;
	save(): Promise<void>;
	/** The scan is complete. */
	discard(): Promise<void>;
}

/** How far the checkpoint in a file can be used here. */
export interface ResumptionContext {
	readonly client: GitLabClient;
	readonly scope: Scope;
	readonly states: States;
}

/** The user requested the process to end before the scan did. */
export class Interrupted extends Error {}

/** Continues from a checkpoint, or starts one. @throws UsageError where it does not match; GitLabDeployTokenError */
export async function openResumption(
	path: string,
	{ client, scope, states }: ResumptionContext,
	io: Io,
): Promise<Resumption> {
	const binding = { gitlab: client.settings.baseUrl, user: await currentUsername(client), scope };
	const nowMs = client.now();
	const earlier = await read(path, binding, nowMs);
	if (earlier === "too old")
		io.err(`The checkpoint ${path} is older than a day; everything is read again.\n`);
	const checkpoint = earlier instanceof Checkpoint ? earlier : Checkpoint.start(binding, nowMs);
	if (states.given) checkpoint.forgetUnlike(states.files.flatMap(({ managed }) => managed));
	if (checkpoint.size > 0) io.err(`${checkpoint.size} groups and projects were read before.\n`);
	return {
		checkpoint,
		stop: io.untilStopped(),
		async save() {
			await writeWhole(path, checkpoint.toText());
			io.err(
				`${checkpoint.size} groups and projects are in ${path}; run the same command again to continue.\n`,
			);
		},
		discard: () => rm(path, { force: true }),
	};
}

async function read(
	path: string,
	binding: CheckpointBinding,
	nowMs: number,
): Promise<Checkpoint | "too old" | undefined> {
	let text: string;
	try {
		text = await readFile(path, "utf8");
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "ENOENT") return undefined;
		throw new UsageError(`The checkpoint ${path} cannot be read (${code}).`);
	}
	try {
		return Checkpoint.parse(text, binding, nowMs) ?? "too old";
	} catch (error) {
		if (error instanceof UsageError)
			throw new UsageError(`The checkpoint ${path} cannot be used: ${error.message}.`);
		throw error;
	}
}
