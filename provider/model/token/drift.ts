import { sameScopes } from "../values/scopes";
import type { DeployTokenInputs } from "./inputs";
import type { RecordedState } from "./state";

/** Properties in which what GitLab holds now differs from what is recorded. */
export function driftedProperties(
	recorded: RecordedState,
	observed: RecordedState,
): (keyof DeployTokenInputs)[] {
	const drifted: (keyof DeployTokenInputs)[] = [];
	if (observed.status !== "active") drifted.push("status");
	if (observed.name !== recorded.name) drifted.push("name");
	if (observed.username !== recorded.username) drifted.push("username");
	if (!sameScopes(observed.scopes, recorded.scopes)) drifted.push("scopes");
	if (observed.expiresAt !== recorded.expiresAt) drifted.push("expiresAt");
	return drifted;
}
