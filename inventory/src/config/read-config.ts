import { z } from "zod";
import { UsageError } from "../cli/usage-error";
import type { ReadText } from "../states/read-states";
import { type Config, configShape, NO_CONFIG } from "./config";

/** The configuration file in the working directory, unless an option names another one. */
export const CONFIG_FILE = "deploy-tokens.config.json";

/**
 * Reads the configuration from the file that an option names, or from the one in the working directory, if it exists.
 *
 * @throws UsageError if the file is invalid, with every error.
 */
export async function readConfig(path: string | undefined, readText: ReadText): Promise<Config> {
	const file = path ?? CONFIG_FILE;
	let text: string;
	try {
		text = await readText(file);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "ENOENT" && path === undefined) return NO_CONFIG;
		throw new UsageError(
			`The configuration ${file} cannot be read${code === undefined ? "" : ` (${code})`}; check the path of --config and its permissions.`,
		);
	}
	const parsed = configShape.safeParse(parseJson(text, file));
	if (parsed.success) return parsed.data;
	throw new UsageError(
		`The configuration ${file} is invalid:\n${z.prettifyError(parsed.error)}\nIts format is described by schemas/config.schema.json in this package.`,
	);
}

function parseJson(text: string, file: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new UsageError(`The configuration ${file} is not valid JSON: ${(error as Error).message}.`);
	}
}
