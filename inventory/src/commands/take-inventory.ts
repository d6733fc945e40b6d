import type { GitLabClient } from "../../../provider/api/client";
import { isGitLabDeployTokenError } from "../../../provider/api/errors";
import { aborted } from "../cli/aborted";
import type { Io } from "../cli/io";
import { progressOn } from "../cli/progress";
import { UsageError } from "../cli/usage-error";
import { openGitLab } from "../gitlab/connection";
import { gapOf } from "../gitlab/gaps";
import { findOwner } from "../gitlab/owners";
import { inPool } from "../gitlab/pool";
import { readScope } from "../gitlab/read-scope";
import type { Gap, Scan } from "../gitlab/scan";
import type { Scope } from "../gitlab/scope";
import type { Inventory } from "../join/inventory";
import { joinInventory, recordedOutside } from "../join/join";
import { recordedKey } from "../join/owner-index";
import { readStates, type States } from "../states/read-states";
import { Interrupted, openResumption, type ResumptionContext } from "./resumption";
import { type ScanOptions, wantedStates } from "./scan-options";

/** An inventory, and the client for its GitLab instance. */
export interface Taken {
	readonly client: GitLabClient;
	readonly scope: Scope;
	readonly inventory: Inventory;
}

/** Reads the states, then GitLab, and joins them. @throws UsageError */
export async function takeInventory(options: ScanOptions, io: Io): Promise<Taken> {
	const { group: groups = [], project: projects = [], instance = false } = options;
	const scope = { groups, projects, instance };
	if (scope.groups.length + scope.projects.length === 0 && !scope.instance)
		throw new UsageError("Nothing to read: pass --group, --project or --instance.");
	const client = connect(options, io);
	try {
		const states = await readStates(wantedStates(options), io);
		const scan = await walk({ client, scope, states }, options, io);
		const { invisible, gaps } = await readOutsideOwners(client, scan, states);
		const inventory = joinInventory({ ...scan, gaps: [...scan.gaps, ...gaps] }, states, invisible);
		return { client, scope, inventory };
	} catch (error) {
		// Closing waits for requests in flight; an interrupted command does not.
		if (!(error instanceof Interrupted)) await client.close();
		throw error;
	}
}

/** Scans GitLab, continuing an interrupted scan if there is one. @throws Interrupted, UsageError */
async function walk(context: ResumptionContext, options: ScanOptions, io: Io): Promise<Scan> {
	const { client, scope } = context;
	const progress = progressOn(io, options.quiet ?? false);
	if (options.resume === undefined) return readScope(client, scope, { progress });
	const resumption = await openResumption(options.resume, context, io).catch((error) => {
		if (!isGitLabDeployTokenError(error)) throw error;
		io.err(`--resume has no effect, no checkpoint is read or written: ${error.message}\n`);
		return undefined;
	});
	if (resumption === undefined) return readScope(client, scope, { progress });
	const { checkpoint, stop } = resumption;
	const stopped = aborted(stop.signal);
	const reading = readScope(client, scope, { progress, memory: checkpoint, stop: stop.signal });
	const scan = await Promise.race([reading, stopped]);
	stop.release();
	if (scan === undefined || scan.endedEarly) await resumption.save();
	else await resumption.discard();
	if (scan === undefined) throw new Interrupted();
	return scan;
}

function connect({ url }: ScanOptions, io: Io): GitLabClient {
	try {
		return openGitLab({ env: (name) => io.env(name), url, report: (message) => io.err(`${message}\n`) });
	} catch (error) {
		if (isGitLabDeployTokenError(error)) throw new UsageError(`${error.message} ${error.hint}`);
		throw error;
	}
}

/** Requests the recorded owners outside the scope, to find those that were deleted. */
async function readOutsideOwners(
	client: GitLabClient,
	scan: Scan,
	states: States,
): Promise<{ invisible: Set<string>; gaps: Gap[] }> {
	const invisible = new Set<string>();
	const gaps: Gap[] = [];
	// A GitLab that could not be read shows nothing about more owners either.
	const asked = scan.gaps.length > 0 ? [] : recordedOutside(scan, states);
	await inPool(asked, client.settings.concurrency, async (owner) => {
		try {
			await findOwner(client, owner.kind, owner.ref);
		} catch (error) {
			if (isGitLabDeployTokenError(error, "GITLAB_OWNER_NOT_VISIBLE")) invisible.add(recordedKey(owner));
			else gaps.push(gapOf(`${owner.kind} ${owner.ref}, recorded in a state`, error));
		}
		return true;
	});
	return { invisible, gaps };
}
