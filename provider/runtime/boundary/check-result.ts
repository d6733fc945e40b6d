import type { dynamic } from "@pulumi/pulumi";
import { redact } from "../../api/redaction";
import { SET_NAMES } from "../../model/set/check";
import type { CheckFailure } from "../../model/token/check";
import { INPUT_NAMES } from "../../model/token/fields";

const NAMES = new Set<string>([...INPUT_NAMES, ...SET_NAMES]);

/** `adopt` can contain a secret, and so can `tokens`. */
const WITH_SECRETS = new Set(["adopt", "tokens"]);

/** The result of `check`. A credential that was declared in the wrong place is not repeated in the reason. */
export function checkResult(inputs: object, failures: readonly CheckFailure[]): dynamic.CheckResult {
	return {
		inputs,
		failures: failures.map(({ property, reason }) => ({
			property: redact(unprinted(property)),
			reason: redact(reason),
		})),
	};
}

/**
 * The path at which a failure is reported. The engine prints the value of the input that a failure names, also one
 * that is marked as a secret; for a path it finds none. An unknown input may contain anything.
 */
function unprinted(property: string): string {
	const [root = ""] = property.split(/[.[]/, 1);
	const isPrintable = NAMES.has(root) && (root !== property || !WITH_SECRETS.has(property));
	return isPrintable ? property : `[${JSON.stringify(property)}]`;
}
