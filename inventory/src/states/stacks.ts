import { z } from "zod";
import { redact } from "../../../provider/api/redaction";
import { parseJson } from "./parse-json";
import type { PulumiCli } from "./pulumi-cli";
import { UnreadableState } from "./unreadable-state";

/** Names of stacks as the CLI accepts them, or every stack of the current backend. */
export type WantedStacks = readonly string[] | "all";

const listShape = z.array(z.object({ name: z.string().min(1) }));

/** Names of all stacks of the backend that the CLI is logged in to. @throws UnreadableState */
export async function stackNames(pulumi: PulumiCli): Promise<string[]> {
	const parsed = listShape.safeParse(parseJson(await call(pulumi, ["stack", "ls", "--all", "--json"])));
	if (!parsed.success)
		throw new UnreadableState(
			"`pulumi stack ls --all --json` did not print a list of stacks",
			"Name the stacks with --stack.",
		);
	// A user who asks for all stacks has some, so this is the wrong backend, or the wrong user.
	if (parsed.data.length === 0)
		throw new UnreadableState(
			"the backend has no stack that this user may see",
			"Check with `pulumi whoami --verbose` which backend the CLI is logged in to.",
		);
	return parsed.data.map(({ name }) => name);
}

/** The export of a stack, secrets encrypted. @throws UnreadableState */
export async function exportStack(pulumi: PulumiCli, name: string): Promise<unknown> {
	return parseJson(await call(pulumi, ["stack", "export", `--stack=${name}`]));
}

async function call(pulumi: PulumiCli, args: readonly string[]): Promise<string> {
	const ended = await pulumi([...args, "--non-interactive", "--color=never"]);
	if (ended === undefined)
		throw new UnreadableState(
			"there is no Pulumi CLI on PATH",
			"Install it, or pass outputs of `pulumi stack export` with --state.",
		);
	const { code, out, err } = ended;
	if (code === 0) return out;
	const command = `\`pulumi ${args.slice(0, 2).join(" ")}\``;
	if (code === undefined)
		throw new UnreadableState(`${command} timed out`, "Check the connection to the backend.");
	throw new UnreadableState(`${command} failed with ${code}: ${reasonOf(err)}`, remedyFor(err));
}

/** The first line of the CLI's error, redacted: it may quote the address of a backend with a credential in it. */
function reasonOf(err: string): string {
	const lines = err.split("\n").map((line) => line.trim());
	const line = lines.find((each) => each.startsWith("error:")) ?? lines.find((each) => each !== "");
	return redact((line ?? "it printed no error").replace(/^error:\s*/, "")).replace(/\.$/, "");
}

function remedyFor(err: string): string {
	if (/PULUMI_ACCESS_TOKEN|pulumi login|\b401\b|unauthorized|not logged in/i.test(err))
		return "Run `pulumi login`, or set PULUMI_ACCESS_TOKEN or PULUMI_BACKEND_URL.";
	if (/no stack named|fully qualified|no Pulumi\.yaml/i.test(err))
		return "`pulumi stack ls --all` shows the names; outside the project's folder a stack is called organization/project/stack.";
	return "Run the command yourself to see the whole error.";
}
