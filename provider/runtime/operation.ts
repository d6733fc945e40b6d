import type { Deadline, GitLabClient } from "../api/client";
import { type Owner, type OwnerRef, ownerPath } from "../api/owner";
import type { Settings } from "../api/settings";
import type { Identity } from "../model/token/identity";
import { connectionOf } from "../model/token/inputs";
import type { TokenId } from "../model/values/token-id";
import type { ProviderContext } from "./context";
import type { ClaimedToken } from "./process/claims";

/** What is known of a token that a resource holds or adopts. */
interface KnownToken {
	readonly id: Partial<TokenId> & Pick<TokenId, "tokenId">;
	readonly state?: Identity;
}

/** One call of the engine: its dependencies, and the one deadline for all its requests. */
export class Operation {
	readonly deadline: Deadline;
	private endsAtMs: number;

	private constructor(
		readonly context: ProviderContext,
		readonly settings: Settings,
	) {
		const { call = {} } = context;
		this.endsAtMs = context.clock.now() + (call.timeoutMs ?? settings.operationTimeout);
		const endsAtMs = () => (call.cancelled ? Number.NEGATIVE_INFINITY : this.endsAtMs);
		this.deadline = {
			get atMs() {
				return endsAtMs();
			},
			totalMs: call.timeoutMs,
			get cancelled() {
				return call.cancelled === true;
			},
		};
	}

	/**
	 * Begins an operation with the connection that a resource declares.
	 *
	 * @throws GitLabDeployTokenError `SETTINGS_INVALID`
	 */
	static begin(context: ProviderContext, declared: { readonly connection?: string | undefined }): Operation {
		return new Operation(context, context.connections.settings(connectionOf(declared)));
	}

	/** Prevents further requests. Those in flight continue. */
	end(): void {
		this.endsAtMs = Math.min(this.endsAtMs, this.context.clock.now());
	}

	/** @throws GitLabDeployTokenError `GITLAB_CREDENTIAL_MISSING` */
	get client(): GitLabClient {
		return this.context.connections.open(this.settings.connection);
	}

	/** The current time by GitLab's clock after a response, by this machine's before; epoch milliseconds. */
	now(): number {
		return this.context.connections.now(this.settings.connection);
	}

	/** The owner by its ID; a path is resolved once per process. */
	resolveOwner(owner: OwnerRef): Promise<Owner> {
		return this.context.owners.resolve(this.client, owner, this.deadline);
	}

	/** A token as claims identify it: with its owner and identity where they are recorded. */
	claim({ id, state }: KnownToken): ClaimedToken {
		const { owner, tokenId } = id;
		return {
			host: this.settings.baseUrl,
			tokenId,
			...(owner === undefined ? {} : { owner: ownerPath(owner) }),
			...(state === undefined ? {} : { identity: state }),
		};
	}

	report(message: string): void {
		this.context.report(message);
	}
}
