import { GitLabDeployTokenError, isGitLabDeployTokenError } from "../../api/errors";
import { InitFailure } from "./init-failure";
import { ownFrames } from "./own-frames";

/**
 * An error for Pulumi's provider process.
 *
 * That process prints `${error}: ${error.stack}` and passes `message` to the engine, which prints it too: `message`
 * says everything, the rest only the code.
 */
class EngineError extends Error {
	constructor(error: GitLabDeployTokenError) {
		super(reasonOf(error));
		this.name = error.code;
		// Partial work: the engine keeps what was created.
		if (error instanceof InitFailure)
			Object.assign(this, { id: error.id, properties: error.properties, reasons: error.reasons });
		Object.defineProperty(this, "stack", { value: "see the error of the resource", configurable: true });
	}

	override toString(): string {
		return this.name;
	}
}

/** The method, with every failure converted to one the engine can show: no stack trace, no secret. */
export function atBoundary<Args extends unknown[], Result>(
	method: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
	return async (...args) => {
		try {
			return await method(...args);
		} catch (error) {
			throw new EngineError(asFault(error));
		}
	};
}

/** What failed and what to do, in one text. */
export function reasonOf(error: unknown): string {
	const { message, hint, code } = asFault(error);
	return `${message}\n${hint} [${code}]`;
}

function asFault(error: unknown): GitLabDeployTokenError {
	if (isGitLabDeployTokenError(error)) return error;
	const frames = ownFrames(error);
	const where = frames.length === 0 ? "" : `, at ${frames.join(", ")}`;
	return new GitLabDeployTokenError(
		"INTERNAL_FAULT",
		`Unexpected internal error in the deploy token provider: ${String(error)}${where}.`,
		"Please report it, with this line and the versions of the package, Node and Pulumi.",
	);
}
