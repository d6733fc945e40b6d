import { readFile, rm } from "node:fs/promises";
import type { GitLabClient } from "../../../provider/api/client";
import { currentUsername } from "../../../provider/api/owners";
import type { Io, Stop } from "../cli/io";
import { UsageError } from "../cli/usage-error";
import { writeWhole } from "../cli/write-output";
import type { Scope } from "../gitlab/scope";
import { Checkpoint, type CheckpointBinding } from "../resume/checkpoint";
import type { States } from "../states/read-states";

/** A scan that can be continued: what earlier runs have read, and the file for the next one. */
export interface Resumption {
	readonly checkpoint: Checkpoint;
	readonly stop: Stop;
	save(): Promise<void>;
	/** Removes the file once the scan is complete. */
	discard(): Promise<void>;
}

/** What determines how far a checkpoint can be used. */
export interface ResumptionContext {
	readonly client: GitLabClient;
	readonly scope: Scope;
	readonly states: States;
}

/** The process was asked to stop before the scan was complete. */
export class Interrupted extends Error {}

/** Continues from a checkpoint, or starts one. @throws UsageError if it does not match; GitLabDeployTokenError */
export async function openResumption(
	path: string,
	{ client, scope, states }: ResumptionContext,
	io: Io,
): Promise<Resumption> {
	const binding = { gitlab: client.settings.baseUrl, user: await currentUsername(client), scope };
	const nowMs = client.now();
	const earlier = await read(path, binding, nowMs);
	if (earlier === "too old")
		io.err(`The checkpoint ${path} is older than a day and is ignored: everything is read again.\n`);
	const checkpoint = earlier instanceof Checkpoint ? earlier : Checkpoint.start(binding, nowMs);
	if (states.given) checkpoint.forgetUnlike(states.files.flatMap(({ managed }) => managed));
	if (checkpoint.size > 0)
		io.err(`The tokens of ${checkpoint.size} groups and projects are taken from the checkpoint ${path}.\n`);
	return {
		checkpoint,
		stop: io.untilStopped(),
		async save() {
			await writeWhole(path, checkpoint.toText());
			io.err(
				`The tokens of ${checkpoint.size} groups and projects were saved to ${path}; run the same command again to continue.\n`,
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
		throw new UsageError(
			`The checkpoint ${path} cannot be read (${code}); check the path of --resume and its permissions.`,
		);
	}
	try {
		return Checkpoint.parse(text, binding, nowMs) ?? "too old";
	} catch (error) {
		if (error instanceof UsageError)
			throw new UsageError(`The checkpoint ${path} cannot be used: ${error.message}.`);
		throw error;
	}
}
