import type { Deadline } from "../api/rest";
import type { Settings } from "../api/settings";
import { overlapMs } from "../model/set-check";
import { type RetiredToken, type SetContents, type SetEntry, setEntry } from "../model/set-contents";
import type { DeployTokenSetInputs } from "../model/set-inputs";
import { defaultUsername, type HeldDeployToken } from "../model/state";
import { formatTokenId, parseTokenId, type TokenId } from "../model/token-id";
import type { Recorded } from "./drift-check";
import { reasonOf } from "./engine-boundary";
import { Observations } from "./observations";
import { Progress } from "./progress";
import type { SetPlan } from "./set-plan";
import { createToken, deleteToken } from "./token-operations";
import type { World } from "./world";

/** How long a replaced token lives on, where nothing is declared. */
const DEFAULT_OVERLAP = "1h";

/** What is left to do of a token that is to be deleted. */
interface Deletion {
	readonly key: string;
	readonly recorded: Recorded;
}

/**
 * Does what was planned, all keys at once within the connection's concurrency: makes tokens first, then deletes
 * those that nobody uses any more. What fails is named by key; everything made is in the contents.
 */
export async function executePlan(
	world: World,
	plan: SetPlan,
	retiredBefore: readonly RetiredToken[],
	inputs: DeployTokenSetInputs,
	settings: Settings,
): Promise<SetContents> {
	const scopes = inputs.scopes ?? [];
	const tokens = new Map<string, SetEntry>();
	const failed = new Map<string, string>();
	for (const [key, recorded] of plan.keep) tokens.set(key, setEntry(key, recorded, scopes));
	for (const [key, error] of plan.failed) failed.set(key, reasonOf(error));

	const retired = retiredBefore.filter((token) => !plan.due.includes(token));
	const deletions: Deletion[] = [...plan.remove].map(([key, recorded]) => ({ key, recorded }));
	deletions.push(
		...plan.due.map((token) => ({ key: token.name, recorded: retiredToken(token, settings.baseUrl) })),
	);
	const progress = new Progress(plan.make.length + deletions.length, world.clock, (line) =>
		world.report(line),
	);
	// One deadline for all; a change that only the state knows needs no credential.
	const works = plan.make.length + deletions.length > 0;
	const deadline = works ? world.connections.open(settings.connection).deadline() : undefined;

	await Promise.all(
		plan.make.map(async ({ key, inputs: tokenInputs, replaced }) => {
			try {
				tokens.set(key, setEntry(key, await createToken(world, tokenInputs, deadline), scopes));
				if (replaced?.dead) deletions.push({ key, recorded: replaced });
				// Its consumers see the new secret only after this update has returned.
				else if (replaced) retired.push(retire(replaced, inputs, world.clock.now()));
			} catch (error) {
				failed.set(key, reasonOf(error));
				if (replaced) tokens.set(key, setEntry(key, replaced, scopes));
			}
			progress.step();
		}),
	);
	await deleteAll(world, deletions, settings, deadline, (deletion, reason) => {
		if (reason !== undefined) {
			failed.set(deletion.key, reason);
			retired.push(retire(deletion.recorded, { overlap: "0s" }, world.clock.now()));
		}
		progress.step();
	});
	return { scopes, tokens: inOrder(tokens), retired, failed: inOrder(failed) };
}

/** Deletes tokens; each is looked at first, those of one owner together. `done` is told how each one ended. */
export async function deleteAll(
	world: World,
	deletions: readonly Deletion[],
	settings: Settings,
	deadline: Deadline | undefined,
	done: (deletion: Deletion, reason?: string) => void,
): Promise<void> {
	// A view of its own: what was seen when the plan was made may be minutes old.
	const fresh = new Observations();
	const look = fresh.observe.bind(fresh);
	await Promise.all(
		deletions.map(async (deletion) => {
			try {
				await deleteToken(
					world,
					deletion.recorded,
					settings,
					deadline === undefined ? { look } : { look, deadline },
				);
				done(deletion);
			} catch (error) {
				done(deletion, reasonOf(error));
			}
		}),
	);
}

/** A token on its way out, as the state keeps it. */
function retire(
	{ id, state }: Recorded,
	{ overlap = DEFAULT_OVERLAP }: Pick<DeployTokenSetInputs, "overlap">,
	nowMs: number,
): RetiredToken {
	const until = new Date(nowMs + (overlapMs(overlap) ?? 0)).toISOString();
	return { id: formatTokenId(id), name: state.name, username: state.username, until };
}

/** The pair of {@link retire}. */
export function retiredToken({ id: text, name, username }: RetiredToken, host: string): Recorded {
	const id = parseTokenId(text) as TokenId;
	const state: HeldDeployToken = {
		[id.owner.kind]: id.owner.ref,
		name,
		scopes: [],
		username: username ?? defaultUsername(id.tokenId),
		status: "active",
		tokenId: id.tokenId,
		host,
	};
	return { id, state };
}

/** In the order of the keys, so that the same tokens are the same text. */
function inOrder<Value>(map: Map<string, Value>): Map<string, Value> {
	return new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
