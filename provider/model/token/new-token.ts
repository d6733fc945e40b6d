import type { NewDeployToken } from "../../api/deploy-tokens";
import { parseDuration } from "../../api/duration";
import type { DeployTokenInputs } from "./inputs";

/** When a token that is created now will expire; `undefined` for "never". */
export function plannedExpiry(
	{ expiresAt, expiresIn }: DeployTokenInputs,
	nowMs: number,
): string | undefined {
	const lifetimeMs = expiresIn === undefined ? undefined : parseDuration(expiresIn);
	return lifetimeMs === undefined ? expiresAt : new Date(nowMs + lifetimeMs).toISOString();
}

/** The request to create it. */
export function toNewDeployToken(inputs: DeployTokenInputs, expiresAt: string | undefined): NewDeployToken {
	const { name, scopes, username } = inputs;
	return {
		name,
		scopes,
		...(username === undefined ? {} : { username }),
		...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
	};
}
