import { isUnknown } from "../values/unknown";
import { FIELDS, RECORDED_NAMES } from "./fields";
import type { DeployTokenInputs } from "./inputs";
import { unreadableState } from "./unreadable-state";

/**
 * Makes sure that what the engine passes as declared has the shape that `check` returns: a refresh passes what the
 * state records, which nothing has checked. What is not known yet has any shape.
 *
 * @param what The resource, as an error names it.
 * @throws GitLabDeployTokenError `DEPLOY_TOKEN_STATE_UNREADABLE` where a property is missing or malformed.
 */
export function assertDeclaration(what: string, inputs: DeployTokenInputs): void {
	const wrong = RECORDED_NAMES.find((name) => {
		const value = inputs[name];
		if (value === undefined) return "missing" in FIELDS[name];
		return !isUnknown(value) && !FIELDS[name].isRecordable(value);
	});
	if (wrong !== undefined)
		throw unreadableState(`declaration of ${what}`, {
			why: `\`${wrong}\` is missing or malformed`,
			hint: "Run `pulumi up` without a refresh: it records the declaration again.",
		});
}
