import { DEFAULT_CONNECTION } from "../../api/connection-name";
import type { OwnerRef } from "../../api/owner";
import type { RequiredName, TokenProperties } from "./fields";

/**
 * The inputs of a `DeployToken` after `check`: resolved, normalised, without anything that is absent.
 *
 * In a preview any value can still be the engine's marker for "not known yet".
 */
export interface DeployTokenInputs
	extends Pick<TokenProperties, RequiredName>,
		Partial<Omit<TokenProperties, RequiredName>> {
	/** Always declared as `"active"`; `read` reports the observed status, so that a refresh shows the difference. */
	readonly status: TokenStatus;
}

/** An existing token to adopt. */
export interface Adoption {
	readonly tokenId: number;
	/** Its secret, if it is known. */
	readonly token?: string;
}

/** A token's status by GitLab and the clock. */
export type TokenStatus = "active" | "revoked" | "expired";

/**
 * Declares by `expiresAt` that a token never expires, like omitting it. A key of a set needs the word, since it
 * inherits what it omits.
 */
export const NO_EXPIRY = "never";

/** The owner as declared. */
export function declaredOwner(inputs: Pick<DeployTokenInputs, "project" | "group">): OwnerRef {
	return inputs.project === undefined
		? { kind: "group", ref: inputs.group ?? "" }
		: { kind: "project", ref: inputs.project };
}

/** The ID that `adopt` names, as far as it is known. */
export function adoptedId({ adopt }: Pick<DeployTokenInputs, "adopt">): number | undefined {
	// In a preview the whole of it, or a part, can be the engine's marker for "not known yet".
	const tokenId: unknown = typeof adopt === "object" ? adopt?.tokenId : undefined;
	return typeof tokenId === "number" ? tokenId : undefined;
}

/** The connection as declared. */
export function connectionOf(declared: { readonly connection?: string | undefined }): string {
	return declared.connection ?? DEFAULT_CONNECTION;
}
