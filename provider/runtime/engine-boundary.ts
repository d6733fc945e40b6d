import { GitLabDeployTokenError, isGitLabDeployTokenError } from "../api/errors";

/**
 * An error as Pulumi's provider process should see it.
 *
 * That process prints `${error}: ${error.stack}` and hands `message` to the engine, which prints it too:
 * `message` says everything, the rest only the code.
 */
class EngineError extends Error {
	constructor(error: GitLabDeployTokenError) {
		super(`${error.message}\n${error.hint} [${error.code}]`);
		this.name = error.code;
		Object.defineProperty(this, "stack", { value: "see the error of the resource", configurable: true });
	}

	override toString(): string {
		return this.name;
	}
}

/** The method, with every failure turned into one the engine can show: no stack trace, no secret. */
export function atBoundary<Args extends unknown[], Result>(
	method: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
	return async (...args) => {
		try {
			return await method(...args);
		} catch (error) {
			throw new EngineError(isGitLabDeployTokenError(error) ? error : internalFault(error));
		}
	};
}

function internalFault(error: unknown): GitLabDeployTokenError {
	return new GitLabDeployTokenError(
		"INTERNAL_FAULT",
		`The deploy token provider failed in a way it should not: ${String(error)}.`,
		"Please report it, with this line and the versions of the package, Node and Pulumi.",
	);
}
