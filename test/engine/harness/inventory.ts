import { runProgram } from "../../../inventory/src/cli/program";
import type { PulumiCli } from "../../../inventory/src/states/pulumi-cli";
import { ioOf } from "../../inventory/made-up-io";
import { CREDENTIALS } from "./world";

/** How a run of the command line ended. */
export interface InventoryRun {
	readonly text: string;
	readonly err: string;
	readonly code: number;
}

/** Runs the inventory's command line in this process, with a state on its standard input or the real CLI. */
export async function runInventory(
	args: readonly string[],
	url: string,
	{ state = "", pulumi }: { state?: string; pulumi?: PulumiCli } = {},
): Promise<InventoryRun> {
	let text = "";
	let err = "";
	const io = ioOf(
		{
			readText: async (path) => {
				if (path === "-") return state;
				throw Object.assign(new Error("no such file"), { code: "ENOENT" });
			},
			...(pulumi && { pulumi }),
			out: async (written) => {
				text += written;
			},
			err: (written) => {
				err += written;
			},
		},
		{ GITLAB_BASE_URL: url, GITLAB_TOKEN: CREDENTIALS.admin },
	);
	const code = await runProgram(args, io);
	return { text, err, code };
}
