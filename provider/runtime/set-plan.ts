import type { Settings } from "../api/settings";
import type { DeployTokenInputs } from "../model/inputs";
import { heldToken, type RetiredToken } from "../model/set-contents";
import { type DeployTokenSetInputs, keyInputs, parseTokens } from "../model/set-inputs";
import type { RecordedSet } from "../model/set-state";
import { parseTokenId } from "../model/token-id";
import type { Recorded } from "./drift-check";
import { decide } from "./token-operations";
import type { World } from "./world";

/** What an update of a set has to do, key by key. */
export interface SetPlan {
	/** Tokens to make: new keys, and those that replace `old`. */
	readonly make: readonly MakeStep[];
	/** Tokens that stay, as recorded. */
	readonly keep: ReadonlyMap<string, Recorded>;
	/** Tokens whose keys are declared no more. */
	readonly remove: ReadonlyMap<string, Recorded>;
	/** Replaced tokens that are due to be deleted. */
	readonly due: readonly RetiredToken[];
	/** Why nothing could be decided about a key; its token is kept. */
	readonly failed: ReadonlyMap<string, unknown>;
}

export interface MakeStep {
	readonly key: string;
	readonly inputs: DeployTokenInputs;
	readonly replaced?: Recorded & { readonly dead: boolean };
	/** Why, where it is not the declaration that changed. */
	readonly sentence?: string;
}

/** Compares what is declared with what was made, and with GitLab, for all keys at once. */
export async function planSet(
	world: World,
	recorded: RecordedSet,
	inputs: DeployTokenSetInputs,
	settings: Settings,
): Promise<SetPlan> {
	const make: MakeStep[] = [];
	const keep = new Map<string, Recorded>();
	const failed = new Map<string, unknown>();
	const { contents, host } = recorded;
	const declared = parseTokens(inputs.tokens);
	for (const { id } of [...contents.tokens.values(), ...contents.retired])
		world.creations.noteKnown(host, parseTokenId(id)?.tokenId ?? 0);

	const decideKey = async (key: string, own: Parameters<typeof keyInputs>[1]) => {
		const tokenInputs = keyInputs(key, own, inputs);
		const entry = contents.tokens.get(key);
		if (entry === undefined) {
			make.push({ key, inputs: tokenInputs });
			return;
		}
		const held = heldToken(key, entry, contents, { host, declared: tokenInputs });
		try {
			const decision = await decide(world, held, tokenInputs, settings);
			if (decision.kind !== "replace") keep.set(key, { id: held.id, state: respelt(held, tokenInputs) });
			else {
				const { dead, sentence } = decision;
				const step = { key, inputs: tokenInputs, replaced: { ...held, dead } };
				make.push(sentence === undefined ? step : { ...step, sentence });
			}
		} catch (error) {
			keep.set(key, held);
			failed.set(key, error);
		}
	};
	await Promise.all([...declared].map(([key, own]) => decideKey(key, own)));

	const remove = new Map<string, Recorded>();
	for (const [key, entry] of contents.tokens)
		if (!declared.has(key)) remove.set(key, heldToken(key, entry, contents, { host }));
	const nowMs = world.clock.now();
	const due = contents.retired.filter(({ until }) => Date.parse(until) <= nowMs);
	return { make, keep, remove, due, failed };
}

/** The token with its owner as it is declared now: another way to write the same one is only recorded. */
function respelt({ id, state }: Recorded, inputs: DeployTokenInputs): Recorded["state"] {
	const { kind } = id.owner;
	return { ...state, [kind]: inputs[kind] ?? id.owner.ref };
}
