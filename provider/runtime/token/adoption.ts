import type { Deadline } from "../../api/client";
import { GitLabDeployTokenError } from "../../api/errors";
import { ownerLabel } from "../../api/owner";
import type { DeployTokenWire } from "../../api/schemas";
import { adoptionMismatches } from "../../model/token/adoption";
import type { CheckFailure } from "../../model/token/check";
import { type Adoption, connectionOf, type DeployTokenInputs, declaredOwner } from "../../model/token/inputs";
import { adoptedState, type DeployTokenState } from "../../model/token/state";
import type { TokenId } from "../../model/values/token-id";
import { isUnknown } from "../../model/values/unknown";
import type { ProviderContext } from "../context";
import { readToken } from "../process/token-read-cache";

/** What a preview can tell of an adoption. */
export interface AdoptionCheck {
	readonly failures: readonly CheckFailure[];
	/** That the token is taken over: the engine shows it as "create". */
	readonly sentence?: string;
}

/**
 * Compares the token that is to be taken over with the declaration, so that a preview shows every mismatch.
 *
 * Nothing is compared where it is the token that was taken over before, or where the token or its owner are
 * not known yet.
 */
export async function checkAdoption(
	context: ProviderContext,
	olds: Partial<DeployTokenInputs> | undefined,
	news: DeployTokenInputs,
): Promise<AdoptionCheck> {
	const { adopt } = news;
	if (adopt === undefined || isUnknown([adopt.tokenId, declaredOwner(news).ref, news.connection]))
		return { failures: [] };
	if (olds?.adopt?.tokenId === adopt.tokenId) return { failures: [] };
	const { mismatches } = await compare(context, news, adopt);
	// A refresh drops `adopt` from the recorded inputs, and `check` is not told which token is recorded.
	const mayBeAdopted = mismatches.length > 0 && olds?.status !== undefined && olds.adopt === undefined;
	if (!mayBeAdopted) {
		const isFirst = mismatches.length === 0 && olds?.status === undefined;
		return { failures: mismatches, ...(isFirst ? { sentence: takenOver(news, adopt) } : {}) };
	}
	const remedy = `names deploy token ${adopt.tokenId}; if that was taken over already, remove \`adopt\`, then run again`;
	return { failures: [...mismatches, { property: "adopt", reason: remedy }] };
}

/** Takes the token over: nothing is created, and nothing is changed in GitLab. */
export async function adopt(
	context: ProviderContext,
	inputs: DeployTokenInputs,
	adoption: Adoption,
	deadline?: Deadline,
): Promise<{ id: TokenId; state: DeployTokenState }> {
	const { id, wire, mismatches } = await compare(context, inputs, adoption, deadline);
	if (wire === undefined || mismatches.length > 0)
		throw new GitLabDeployTokenError(
			"DEPLOY_TOKEN_MISMATCH",
			`Deploy token ${adoption.tokenId} of ${ownerLabel(declaredOwner(inputs))} was not taken over: ${mismatches.map(({ property, reason }) => `${property} ${reason}`).join("; ")}.`,
			"Declare what GitLab holds, then run again; afterwards change what you like.",
		);
	const host = context.connections.settings(connectionOf(inputs)).baseUrl;
	return { id, state: adoptedState(inputs, wire, { host, nowMs: context.clock.now() }) };
}

/**
 * For a token that would be replaced while `adopt` still names it: it would be adopted again, then deleted.
 *
 * @param because What was seen, without a full stop.
 */
export function stillAdoptedError(because: string): GitLabDeployTokenError {
	return new GitLabDeployTokenError(
		"DEPLOY_TOKEN_ADOPTED",
		`${because.charAt(0).toUpperCase()}${because.slice(1)}: the token would have to be replaced, and \`adopt\` still names it.`,
		"Remove `adopt`, then run again.",
	);
}

function takenOver(inputs: DeployTokenInputs, { tokenId }: Adoption): string {
	const { name } = inputs;
	const owner = ownerLabel(declaredOwner(inputs));
	return `deploy token ${JSON.stringify(name)} (${tokenId}) of ${owner} is taken over, not created.`;
}

async function compare(
	context: ProviderContext,
	inputs: DeployTokenInputs,
	adoption: Adoption,
	until?: Deadline,
): Promise<{ id: TokenId; wire: DeployTokenWire | undefined; mismatches: readonly CheckFailure[] }> {
	const declared = declaredOwner(inputs);
	const client = context.connections.open(connectionOf(inputs));
	const deadline = until ?? client.deadline();
	const owner = await context.owners.resolve(client, declared, deadline);
	const id = { owner, tokenId: adoption.tokenId };
	const wire = await readToken(client, id, deadline);
	const mismatches =
		wire === undefined
			? [
					{
						property: "adopt",
						reason: `names deploy token ${adoption.tokenId}, which ${ownerLabel(declared)} does not have`,
					},
				]
			: adoptionMismatches(inputs, wire, context.clock.now());
	return { id, wire, mismatches };
}
