import type { dynamic } from "@pulumi/pulumi";
import { redact } from "../api/redaction";
import type { CheckFailure } from "../model/check";

/** What `check` answers. A credential that was declared in the wrong place does not come back in the reason. */
export function checkResult(inputs: object, failures: readonly CheckFailure[]): dynamic.CheckResult {
	return {
		inputs,
		failures: failures.map(({ property, reason }) => ({
			property: redact(property),
			reason: redact(reason),
		})),
	};
}
