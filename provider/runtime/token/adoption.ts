import { findDeployToken } from "../../api/deploy-tokens";
import { GitLabDeployTokenError } from "../../api/errors";
import { ownerLabel } from "../../api/owner";
import type { DeployTokenWire } from "../../api/schemas";
import { adoptionMismatches } from "../../model/token/adoption";
import type { CheckFailure } from "../../model/token/check";
import { adoptedId, type DeployTokenInputs, declaredOwner } from "../../model/token/inputs";
import { holderOf } from "../../model/token/read-state";
import type { TokenRecord } from "../../model/token/record";
import { adoptedState, type DeployTokenState } from "../../model/token/state";
import type { TokenId } from "../../model/values/token-id";
import { isUnknown } from "../../model/values/unknown";
import type { Operation } from "../operation";
import { adoptedLateWarning, tokenLabel } from "./messages";

/** What a preview can report of an adoption. */
export interface AdoptionCheck {
	readonly failures: readonly CheckFailure[];
	/** That the token is adopted: the engine shows it as "create". */
	readonly message?: string;
}

/** A declaration that may adopt a token, and its record. */
export interface DeclaredAdoption {
	readonly olds: Partial<DeployTokenInputs> | undefined;
	readonly news: DeployTokenInputs;
	/** Whether the declaration adopts what it did not adopt before. */
	readonly isNew: boolean;
	/** Who declares it, as an error names it. */
	readonly label: string;
}

/**
 * Compares the token to adopt with the declaration, so that a preview shows every mismatch.
 *
 * Nothing is compared where it is the token that was adopted before, or where the token or its owner is not known
 * yet.
 */
export async function checkAdoption(
	operation: Operation,
	declared: DeclaredAdoption,
): Promise<AdoptionCheck> {
	const { olds, news, isNew, label } = declared;
	const tokenId = adoptedId(news);
	if (tokenId === undefined) return { failures: [] };
	const { claims } = operation.context;
	const claim = operation.claim({ id: { tokenId } });
	if (isNew) {
		if (claims.isDeleted(claim)) return { failures: [{ property: "adopt", reason: deletedReason(tokenId) }] };
		const leaver = claims.leaverOf(claim);
		if (leaver !== undefined) operation.report(adoptedLateWarning(label, tokenId, leaver));
		const other = claims.adopting(claim, label);
		if (other !== undefined)
			return {
				failures: [{ property: "adopt", reason: `names deploy token ${tokenId}, which ${heldBy(other)}` }],
			};
	}
	if (isUnknown([declaredOwner(news).ref, news.connection])) return { failures: [] };
	if (olds !== undefined && adoptedId(olds) === tokenId) return { failures: [] };
	const { mismatches } = await compare(operation, news, tokenId);
	// A refresh drops `adopt` from the recorded inputs, and `check` does not receive the recorded token.
	const mayBeAdopted = mismatches.length > 0 && olds?.status !== undefined && olds.adopt === undefined;
	if (!mayBeAdopted) {
		const isFirst = mismatches.length === 0 && olds?.status === undefined;
		return { failures: mismatches, ...(isFirst ? { message: adoptionMessage(news, tokenId) } : {}) };
	}
	const remedy = `names deploy token ${tokenId}; if that was adopted already, remove \`adopt\`, then run again`;
	return { failures: [...mismatches, { property: "adopt", reason: remedy }] };
}

/**
 * Adopts the token: nothing is created, and nothing is changed in GitLab.
 *
 * @throws GitLabDeployTokenError `DEPLOY_TOKEN_MISMATCH` where GitLab's values differ from the declaration, or
 * another resource of this run holds the token.
 */
export async function adopt(
	operation: Operation,
	inputs: DeployTokenInputs,
	holder: string | undefined,
): Promise<TokenRecord<DeployTokenState>> {
	const tokenId = adoptedId(inputs) as number;
	const { claims } = operation.context;
	const { id, wire, mismatches } = await compare(operation, inputs, tokenId);
	if (wire === undefined || mismatches.length > 0)
		throw new GitLabDeployTokenError(
			"DEPLOY_TOKEN_MISMATCH",
			`Deploy token ${tokenId} of ${ownerLabel(declaredOwner(inputs))} was not adopted: ${mismatches.map(({ property, reason }) => `${property} ${reason}`).join("; ")}.`,
			"Declare what GitLab has, then run again; it can be changed afterwards.",
		);
	const host = operation.settings.baseUrl;
	const state = adoptedState(inputs, wire, { host, nowMs: operation.now() });
	const record = { id, state, holder: holder ?? holderOf(state) };
	const claim = operation.claim(record);
	const other = claims.otherLastingHolder(claim, record.holder);
	if (other !== undefined) throw alreadyClaimedError(other, `${tokenLabel(record)}, which adopts it`);
	claims.adopted(claim);
	claims.hold(claim, record.holder, tokenLabel(record));
	return record;
}

/**
 * For a token that would be replaced while `adopt` still names it: it would be adopted again, then deleted.
 *
 * @param because What was observed, without a full stop.
 */
export function stillAdoptedError(because: string): GitLabDeployTokenError {
	return new GitLabDeployTokenError(
		"DEPLOY_TOKEN_ADOPTED",
		`${because.charAt(0).toUpperCase()}${because.slice(1)}: the token would have to be replaced, and \`adopt\` still names it.`,
		"Remove `adopt`, then run again.",
	);
}

/** For a token that two resources of a run hold or adopt: the first to be deleted would delete the other's token. */
export function alreadyClaimedError(holder: string, other: string): GitLabDeployTokenError {
	return new GitLabDeployTokenError(
		"DEPLOY_TOKEN_MISMATCH",
		`Two resources claim one token: ${holder}, and ${other}.`,
		"Remove one of the two resources from the program, or the `adopt` of one of them.",
	);
}

function deletedReason(tokenId: number): string {
	return `names deploy token ${tokenId}, whose deletion was sent in this run already; remove \`adopt\` if it is gone, then run again`;
}

function heldBy(other: string): string {
	return `another resource of this stack already has or adopts (${other}); remove one of the two`;
}

function adoptionMessage(inputs: DeployTokenInputs, tokenId: number): string {
	const { name } = inputs;
	const owner = ownerLabel(declaredOwner(inputs));
	return `deploy token ${JSON.stringify(name)} (${tokenId}) of ${owner} is adopted, not created.`;
}

async function compare(
	operation: Operation,
	inputs: DeployTokenInputs,
	tokenId: number,
): Promise<{ id: TokenId; wire: DeployTokenWire | undefined; mismatches: readonly CheckFailure[] }> {
	const declared = declaredOwner(inputs);
	const { client, deadline } = operation;
	const owner = await operation.resolveOwner(declared);
	const id = { owner, tokenId };
	const wire = await findDeployToken(client, id, deadline);
	const mismatches =
		wire === undefined
			? [
					{
						property: "adopt",
						reason: `names deploy token ${tokenId}, which ${ownerLabel(declared)} does not have`,
					},
				]
			: adoptionMismatches(inputs, wire, operation.now());
	return { id, wire, mismatches };
}
