import { ownerLabel } from "../../../provider/api/owner";
import { redact } from "../../../provider/api/redaction";
import { EXIT } from "../cli/exit-codes";
import type { Io } from "../cli/io";
import { UsageError } from "../cli/usage-error";
import { counted } from "../formats/counted";
import { printable } from "../formats/printable";
import type { InventoryToken } from "../join/inventory";
import { candidates, obstacles } from "../orphans/candidates";
import { deleteOrphan } from "../orphans/delete";
import { wantsStates } from "../states/read-states";
import { type ScanOptions, wantedStates } from "./scan-options";
import { type Taken, takeInventory } from "./take-inventory";

/** The options of `orphans`. */
export interface OrphansOptions extends ScanOptions {
	readonly delete?: string[];
	readonly yes?: true;
}

/** Lists orphan candidates, or deletes the named ones. @returns The exit code. */
export async function orphans(options: OrphansOptions, io: Io): Promise<number> {
	const wanted = options.delete?.map(idOf);
	if (!wantsStates(wantedStates(options)))
		throw new UsageError(
			"Orphans cannot be identified without a state: pass --state, --stack, --all-stacks or --terraform-state.",
		);
	if (wanted !== undefined && !options.yes && io.ask === undefined)
		throw new UsageError("There is no terminal for the confirmation: add --yes to delete without it.");
	const taken = await takeInventory(options, io);
	try {
		return wanted === undefined ? await list(taken, io) : await remove(taken, wanted, { options, io });
	} finally {
		await taken.client.close();
	}
}

async function list({ inventory }: Taken, io: Io): Promise<number> {
	const found = candidates(inventory);
	const reasons = obstacles(inventory);
	for (const token of found) await io.out(`${lineOf(token)}\n`);
	for (const reason of reasons) io.err(`inconclusive: ${shown(reason)}\n`);
	if (reasons.length > 0) return EXIT.incomplete;
	if (found.length === 0) io.err("No orphan candidates.\n");
	else
		io.err(
			`${counted(found.length, "orphan candidate")}. A token that another stack, tool or person created is not an orphan: check before you delete it.\n`,
		);
	return found.length === 0 ? EXIT.clean : EXIT.findings;
}

async function remove(
	{ client, inventory }: Taken,
	wanted: readonly number[],
	{ options, io }: { options: OrphansOptions; io: Io },
): Promise<number> {
	const reasons = obstacles(inventory);
	if (reasons.length > 0) {
		for (const reason of reasons) io.err(`nothing was deleted: ${shown(reason)}\n`);
		return EXIT.incomplete;
	}
	const found = new Map(candidates(inventory).map((token) => [token.tokenId, token]));
	const others = wanted.filter((id) => !found.has(id));
	if (others.length > 0)
		throw new UsageError(
			`Nothing was deleted: ${others.join(", ")} ${others.length === 1 ? "is not an orphan candidate" : "are not orphan candidates"} within this scope and these states. Run the command without --delete to list the candidates.`,
		);
	const tokens = [...new Set(wanted)].flatMap((id) => found.get(id) ?? []);
	if (!options.yes && !(await agrees(tokens, io))) {
		io.err("Nothing was deleted.\n");
		return EXIT.findings;
	}
	let failed = 0;
	for (const token of tokens) {
		const outcome = await deleteOrphan(client, token);
		if (outcome.done) await io.out(`${outcome.how}: ${lineOf(token)}\n`);
		else {
			failed += 1;
			io.err(`not deleted: ${lineOf(token)}: ${shown(outcome.reason)}\n`);
		}
	}
	return failed === 0 ? EXIT.clean : EXIT.incomplete;
}

async function agrees(tokens: readonly InventoryToken[], io: Io): Promise<boolean> {
	for (const token of tokens) io.err(`${lineOf(token)}\n`);
	const reply = await io.ask?.(
		`Delete ${tokens.length === 1 ? "this token" : `these ${tokens.length} tokens`}? Clients that use ${tokens.length === 1 ? "it" : "them"} lose access immediately. Type "yes" to confirm: `,
	);
	return reply?.trim() === "yes";
}

function idOf(text: string): number {
	if (!/^[1-9]\d{0,14}$/.test(text))
		throw new UsageError(
			`--delete: expected the ID of a deploy token, a positive integer, got ${JSON.stringify(text)}.`,
		);
	return Number(text);
}

function lineOf({ tokenId, owner, name, username, scopes, expiresAt, identicalTo }: InventoryToken): string {
	const of = owner === undefined ? "" : ` of ${ownerLabel({ kind: owner.kind, ref: owner.path })}`;
	const twin = identicalTo[0]?.resource ?? "";
	return shown(
		`${tokenId}${of}: ${JSON.stringify(name)}, username ${username}, ${scopes.join(" ")}, ${expiresAt === null ? "never expires" : `expires ${expiresAt}`}; identical to ${twin}`,
	);
}

function shown(text: string): string {
	return printable(redact(text));
}
