import { invalidArgument } from "../api/errors";
import type { Operation } from "../runtime/operation";
import type { Properties } from "./properties";

/** A function that reads GitLab, with the arguments it accepts. */
export interface Query {
	readonly args: readonly string[];
	read(operation: Operation, args: Properties): Promise<Properties>;
}

/** @throws GitLabDeployTokenError `INPUT_INVALID` */
export function flag(name: string, value: unknown): boolean | undefined {
	if (value === undefined || typeof value === "boolean") return value;
	throw invalidArgument(name, "is neither true nor false");
}

/** @throws GitLabDeployTokenError `INPUT_INVALID` */
export function text(name: string, value: unknown): string | undefined {
	if (value === undefined || typeof value === "string") return value;
	throw invalidArgument(name, "is not a string");
}
