import { z } from "zod";
import { UsageError } from "../cli/usage-error";
import type { ReadText } from "../states/read-states";
import { type Config, configShape, NO_CONFIG } from "./config";

/** Where the configuration is searched for when no option names it. */
export const CONFIG_FILE = "deploy-tokens.config.json";

/**
 * The configuration: of the file that an option names, else of the one in the working directory, if it exists.
 *
 * @throws UsageError where the file is invalid, naming every error.
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
			`The configuration ${file} cannot be read${code === undefined ? "" : ` (${code})`}.`,
		);
	}
	const parsed = configShape.safeParse(parseJson(text, file));
	if (parsed.success) return parsed.data;
	throw new UsageError(
		`The configuration ${file} is invalid:\n${z.prettifyError(parsed.error)}\nThe schema schemas/config.schema.json of this package describes it.`,
	);
}

function parseJson(text: string, file: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new UsageError(`The configuration ${file} is not JSON: ${(error as Error).message}.`);
	}
}
