import type { DeployTokenWire } from "../../api/schemas";
import { defaultUsername } from "../values/default-username";
import { inspect } from "../values/parsed";
import { canonicalScopes, sameScopes } from "../values/scopes";
import { isUnknown } from "../values/unknown";
import type { CheckFailure } from "./check";
import type { DeployTokenInputs } from "./inputs";
import { isDueForRotation } from "./rotation";
import { observedStatus, wireInstant } from "./state";

/**
 * Every property in which a token differs from what is declared, so that taking it over would change it.
 *
 * Values that are not known yet are left out: they are compared again before the token is taken over.
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
	if (status !== "active") mismatches.push({ property: "adopt", reason: `names a token that is ${status}` });
	if (known("name") && wire.name !== inputs.name)
		differs("name", inspect(wire.name), inspect(inputs.name), `declare name: ${inspect(wire.name)}`);
	if (known("username") && wire.username !== (inputs.username ?? defaultUsername(wire.id)))
		differs(
			"username",
			inspect(wire.username),
			inputs.username === undefined ? "left to GitLab's default" : inspect(inputs.username),
			wire.username === defaultUsername(wire.id)
				? "leave username out"
				: `declare username: ${inspect(wire.username)}`,
		);
	if (known("scopes") && !sameScopes(wire.scopes, inputs.scopes)) {
		const held = inspect(canonicalScopes(wire.scopes));
		differs("scopes", held, inspect(inputs.scopes), `declare scopes: ${held}`);
	}
	if (!known("expiresIn")) return mismatches;
	const expiresAt = wireInstant(wire.expires_at);
	if (inputs.expiresIn !== undefined) {
		if (expiresAt === undefined)
			mismatches.push({
				property: "expiresIn",
				reason:
					"does not fit: the token never expires in GitLab; leave expiresIn out until it has been taken over",
			});
		else if (known("rotateBefore") && isDueForRotation(expiresAt, inputs.rotateBefore, nowMs))
			mismatches.push({
				property: "rotateBefore",
				reason: `would replace the token at once: it expires at ${expiresAt}; leave rotateBefore out until it has been taken over`,
			});
	} else if (known("expiresAt") && expiresAt !== inputs.expiresAt)
		differs(
			"expiresAt",
			expiresAt === undefined ? "never" : inspect(expiresAt),
			inputs.expiresAt === undefined ? "left out" : inspect(inputs.expiresAt),
			expiresAt === undefined ? "leave expiresAt out" : `declare expiresAt: ${inspect(expiresAt)}`,
		);
	return mismatches;
}
