import { parseArgs } from "node:util";

/**
 * The engine's address among a provider's arguments; absent where it is to attach later. Options come before it where
 * the CLI passes on its logging (`--logflow`) or tracing.
 */
export function engineAddress(args: readonly string[]): string | undefined {
	const { positionals } = parseArgs({
		args: [...args],
		options: { tracing: { type: "string" }, v: { type: "string", short: "v" } },
		allowPositionals: true,
		strict: false,
	});
	return positionals[0];
}
