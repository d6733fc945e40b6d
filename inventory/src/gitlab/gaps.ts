import { isGitLabDeployTokenError } from "../../../provider/api/errors";
import { redact } from "../../../provider/api/redaction";
import type { Gap } from "./scan";

/** Why something could not be read, as every format reports it. */
export function gapOf(what: string, error: unknown): Gap {
	if (isGitLabDeployTokenError(error)) return { what, reason: error.message, remedy: error.hint };
	return {
		what,
		reason: redact(error instanceof Error ? error.message : String(error)),
		remedy:
			"Run the command again. If it fails in the same way, report it as a bug, with the command and this message.",
	};
}
