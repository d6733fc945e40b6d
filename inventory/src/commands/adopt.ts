import { adoptable, adoptingProgram } from "../adopt/program";
import { EXIT } from "../cli/exit-codes";
import type { Io } from "../cli/io";
import { writeWhole } from "../cli/write-output";
import { wantsStates } from "../states/read-states";
import { type ScanOptions, wantedStates } from "./scan-options";
import { takeInventory } from "./take-inventory";

/** What `adopt` is told. */
export interface AdoptOptions extends ScanOptions {
	readonly output?: string;
}

/** Writes a program that adopts what no state manages. Nothing is written while a part is unknown. @returns the exit code */
export async function adopt(options: AdoptOptions, io: Io): Promise<number> {
	const { client, inventory } = await takeInventory(options, io);
	await client.close();
	for (const { what, reason, remedy } of inventory.gaps) io.err(`not read: ${what}: ${reason} ${remedy}\n`);
	if (inventory.gaps.length > 0) return EXIT.incomplete;
	const isFirst = !wantsStates(wantedStates(options));
	if (isFirst) io.err("No state was given, so every active token is taken for one that nothing manages.\n");
	const tokens = adoptable(inventory, isFirst);
	const program = adoptingProgram(tokens);
	if (options.output === undefined || options.output === "-") await io.out(program);
	else await writeWhole(options.output, program);
	io.err(`${tokens.length} tokens to adopt.\n`);
	return EXIT.clean;
}
