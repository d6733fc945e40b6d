import { GitLabDeployTokenError } from "../../api/errors";

/**
 * Thrown by `create` and `update` where only part of the work was done: the engine keeps `properties`, shows
 * `reasons`, and continues from there in the next update.
 */
export class InitFailure extends GitLabDeployTokenError {
	/** The resource's id. */
	readonly id: string;
	/** What is to be recorded. */
	readonly properties: object;
	readonly reasons: string[];

	constructor(
		message: string,
		{ id, properties, reasons }: Pick<InitFailure, "id" | "properties" | "reasons">,
	) {
		super("DEPLOY_TOKENS_INCOMPLETE", message, "What was created is kept. Fix the causes, then run again.");
		this.id = id;
		this.properties = properties;
		this.reasons = reasons;
	}
}
