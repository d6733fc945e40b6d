import type { Deadline, GitLabClient } from "./client";
import { GitLabDeployTokenError, isGitLabDeployTokenError } from "./errors";
import { type OwnerRef, ownerLabel, ownerPath } from "./owner";
import { paginate, type Reading } from "./pagination";
import { rememberSecret } from "./redaction";
import { parseResponse, unreadable } from "./responses";
import { mayHaveExecuted } from "./retry";
import { type CreatedTokenWire, createdTokenWire, type DeployTokenWire, deployTokenWire } from "./schemas";
import type { ApiRequest } from "./transport";

/** The properties of a new token, as GitLab accepts them. */
export interface NewDeployToken {
	readonly name: string;
	readonly scopes: readonly string[];
	readonly username?: string;
	/** RFC 3339, UTC; omitted for "never". */
	readonly expires_at?: string;
}

/** A list's owner; `undefined` is the whole instance, which requires an administrator. */
type ListOwner = OwnerRef | undefined;

/**
 * Pages of the deploy tokens of a project, a group or the instance, oldest first: IDs ascend.
 *
 * A group's list contains that group's own tokens only, not those of its sub-groups or projects.
 *
 * @param active Omits revoked and expired tokens. Without it GitLab lists all.
 */
export function listDeployTokens(
	client: GitLabClient,
	owner: ListOwner,
	{ active = false, ...reading }: Reading & { readonly active?: boolean | undefined } = {},
): AsyncGenerator<DeployTokenWire[], void, undefined> {
	const request: ApiRequest = {
		method: "GET",
		path: `${owner === undefined ? "" : ownerPath(owner)}/deploy_tokens`,
		query: { active: active ? "true" : undefined },
	};
	return paginate(client, request, deployTokenWire, reading);
}

/** One deploy token. @throws GitLabHttpError `GITLAB_NOT_FOUND` where the owner is visible and has no such token. */
export function getDeployToken(
	client: GitLabClient,
	owner: OwnerRef,
	tokenId: number,
	deadline?: Deadline,
): Promise<DeployTokenWire> {
	return client.fetch({ method: "GET", path: tokenPath(owner, tokenId) }, deployTokenWire, deadline);
}

/** What GitLab shows of a token; `undefined` where its owner is visible and does not have it. */
export type ObservedToken = DeployTokenWire | undefined;

/** One deploy token, where its owner has it. @throws where GitLab does not show the owner. */
export async function findDeployToken(
	client: GitLabClient,
	{ owner, tokenId }: { readonly owner: OwnerRef; readonly tokenId: number },
	deadline?: Deadline,
): Promise<ObservedToken> {
	try {
		return await getDeployToken(client, owner, tokenId, deadline);
	} catch (error) {
		if (isGitLabDeployTokenError(error, "GITLAB_NOT_FOUND")) return undefined;
		throw error;
	}
}

/**
 * Creates a deploy token. The response is the only place that ever contains its secret.
 *
 * @throws GitLabDeployTokenError `CREATE_UNCERTAIN` where GitLab may have created a token whose secret is lost:
 * after a timeout, a lost connection, a 5xx, or a 201 without ID or secret.
 */
export async function createDeployToken(
	client: GitLabClient,
	owner: OwnerRef,
	token: NewDeployToken,
	deadline?: Deadline,
	sending?: () => void,
): Promise<CreatedTokenWire> {
	const request: ApiRequest = {
		method: "POST",
		path: `${ownerPath(owner)}/deploy_tokens`,
		body: { ...token },
	};
	try {
		const response = await client.send(request, deadline, sending);
		const created = parseResponse(request, response, createdTokenWire);
		rememberSecret(created.token);
		return created;
	} catch (error) {
		if (isGitLabDeployTokenError(error) && mayHaveExecuted(error))
			throw new GitLabDeployTokenError(
				"CREATE_UNCERTAIN",
				`It is not known whether GitLab created the deploy token ${JSON.stringify(token.name)} of ${ownerLabel(owner)}: ${error.message}`,
				`If it did, nobody has its secret. Check the deploy tokens of ${ownerLabel(owner)} in GitLab, revoke the newest one of that name that is in no stack's state, then run again.`,
			);
		throw error;
	}
}

/**
 * Deletes a deploy token; it is gone from GitLab afterwards, not only revoked.
 *
 * Succeeds where the owner does not have it (any more).
 */
export async function deleteDeployToken(
	client: GitLabClient,
	owner: OwnerRef,
	tokenId: number,
	deadline?: Deadline,
): Promise<void> {
	const request: ApiRequest = { method: "DELETE", path: tokenPath(owner, tokenId) };
	try {
		const response = await client.send(request, deadline);
		// A sign-in page of a proxy is a 200 too, and the token still exists.
		if (response.status !== 204)
			throw unreadable(request, response, "not the 204 with which GitLab confirms a deletion");
	} catch (error) {
		if (!isGitLabDeployTokenError(error, "GITLAB_NOT_FOUND")) throw error;
	}
}

function tokenPath(owner: OwnerRef, tokenId: number): string {
	return `${ownerPath(owner)}/deploy_tokens/${tokenId}`;
}
