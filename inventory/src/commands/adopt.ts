import { adoptable } from "../adopt/adoptable";
import { FORMS, type FormName } from "../adopt/forms";
import { EXIT } from "../cli/exit-codes";
import type { Io } from "../cli/io";
import { writeWhole } from "../cli/write-output";
import { counted } from "../formats/counted";
import { wantsStates } from "../states/read-states";
import { type ScanOptions, wantedStates } from "./scan-options";
import { takeInventory } from "./take-inventory";

/** The options of `adopt`. */
export interface AdoptOptions extends ScanOptions {
	readonly as?: FormName;
	readonly output?: string;
}

/**
 * Writes the file that adopts the unmanaged tokens, or nothing if a state or a part of GitLab could not be read.
 *
 * @returns The exit code.
 */
export async function adopt(options: AdoptOptions, io: Io): Promise<number> {
	const { client, inventory } = await takeInventory(options, io);
	await client.close();
	for (const { what, reason, remedy } of inventory.gaps) io.err(`not read: ${what}: ${reason} ${remedy}\n`);
	if (inventory.gaps.length > 0) {
		io.err("Nothing was written, since not everything could be read.\n");
		return EXIT.incomplete;
	}
	const isFirst = !wantsStates(wantedStates(options));
	if (isFirst) io.err("No state was given, so every active token is treated as unmanaged.\n");
	const tokens = adoptable(inventory, isFirst);
	const program = FORMS[options.as ?? "typescript"](tokens);
	if (options.output === undefined || options.output === "-") await io.out(program);
	else await writeWhole(options.output, program);
	io.err(`${counted(tokens.length, "token")} to adopt.\n`);
	return EXIT.clean;
}
