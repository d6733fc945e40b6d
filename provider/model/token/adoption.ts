import type { DeployTokenWire } from "../../api/schemas";
import { defaultUsername } from "../values/default-username";
import { inspect } from "../values/parsed";
import { canonicalScopes, sameScopes } from "../values/scopes";
import { isUnknown } from "../values/unknown";
import type { CheckFailure } from "./check";
import { type DeployTokenInputs, NO_EXPIRY } from "./inputs";
import { isDueForRotation } from "./rotation";
import { observedStatus } from "./status";
import { wireInstant } from "./wire-instants";

/**
 * Every property in which a token differs from what is declared, so that adopting it would change it. Each reason
 * names a declaration that `check` accepts, for a `DeployToken` and for a key of a set that inherits other
 * defaults.
 *
 * Values that are not known yet are skipped: they are compared again before the token is adopted.
 */
export function adoptionMismatches(
	inputs: DeployTokenInputs,
	wire: DeployTokenWire,
	nowMs: number,
): readonly CheckFailure[] {
	const mismatches: CheckFailure[] = [];
	const differs = (property: string, held: string, declared: string, remedy: string) =>
		mismatches.push({ property, reason: `is ${held} in GitLab and ${declared} here; ${remedy}` });
	const known = (property: keyof DeployTokenInputs) => !isUnknown(inputs[property]);

	const status = observedStatus(wire, nowMs);
	// No declaration allows an inactive token to be adopted.
	if (status !== "active")
		return [
			{
				property: "adopt",
				reason: `names a token that is ${status}; remove \`adopt\`, so that a new one is created`,
			},
		];
	if (known("name") && wire.name !== inputs.name)
		differs("name", inspect(wire.name), inspect(inputs.name), declare("name", wire.name));
	if (known("username") && wire.username !== (inputs.username ?? defaultUsername(wire.id)))
		differs(
			"username",
			inspect(wire.username),
			// Without the value, which the program may have marked as secret.
			inputs.username === undefined ? "left to GitLab's default" : "another one",
			wire.username === defaultUsername(wire.id)
				? `omit username, or ${declare("username", wire.username)}`
				: declare("username", wire.username),
		);
	if (known("scopes") && !sameScopes(wire.scopes, inputs.scopes)) {
		const held = canonicalScopes(wire.scopes);
		differs("scopes", inspect(held), inspect(inputs.scopes), declare("scopes", held));
	}
	if (!known("expiresIn")) return mismatches;
	const expiresAt = wireInstant(wire.expires_at);
	if (inputs.expiresIn !== undefined) {
		if (expiresAt === undefined)
			mismatches.push({
				property: "expiresIn",
				reason: `does not fit: the token never expires in GitLab; ${declare("expiresAt", NO_EXPIRY)} in its place until it has been adopted`,
			});
		else if (known("rotateBefore") && isDueForRotation(expiresAt, inputs.rotateBefore, nowMs))
			mismatches.push({
				property: "rotateBefore",
				reason: `would replace the token at once: it expires at ${expiresAt}; ${declare("expiresAt", expiresAt)} in place of expiresIn and rotateBefore until it has been adopted`,
			});
	} else if (known("expiresAt") && expiresAt !== inputs.expiresAt)
		differs(
			"expiresAt",
			expiresAt === undefined ? "never" : inspect(expiresAt),
			inputs.expiresAt === undefined ? "left out" : inspect(inputs.expiresAt),
			declare("expiresAt", expiresAt ?? NO_EXPIRY),
		);
	return mismatches;
}

/** Longest value that can be copied from an error; a longer one is only described. */
const MAX_COPIED = 200;

function declare(property: string, value: string | readonly string[]): string {
	const text = JSON.stringify(value);
	return text.length > MAX_COPIED
		? `declare ${property} exactly as GitLab has it`
		: `declare ${property}: ${text}`;
}
