import type { Work } from "../engine/carry-out";
import type { Urn } from "../engine/resource";
import type { Row } from "../world/ledger";
import type { Place, SeenRow } from "../world/place";
import { isRefusedByClock } from "./explanations";
import { contentsOf, type HeldToken } from "./held-tokens";
import type { Outcome } from "./operation";
import type { HistoryStack } from "./stack";
import type { Scene } from "./step";

/** What was true of a stack before an operation. */
export interface Before {
	readonly held: readonly HeldToken[];
	readonly rows: ReadonlySet<Row>;
}

export function before(stack: HistoryStack): Before {
	const { held } = stack;
	return { held, rows: new Set(held.flatMap((token) => stack.rowOf(token) ?? [])) };
}

/** Everything that an operation has done wrong, one sentence each. */
export async function violations(
	scene: Scene,
	verb: Work,
	outcome: Outcome,
	{ rows }: Before,
): Promise<string[]> {
	const { place, stack } = scene;
	const seen = await place.tokens();
	const created = place.ledger.takeCreations(stack.name);
	const deleted = place.ledger.takeDeletions(stack.name);
	noteWhatWasTold(stack, outcome);
	return [
		...wrongDeletions(deleted, new Set([...rows, ...created]), scene),
		...(outcome.errors.length === 0 && verb.dryRun !== true ? deadTokens(scene, outcome, seen) : []),
		...lostRows(scene),
		...(outcome.errors.length === 0 && verb.dryRun === true ? unseenDeaths(scene, outcome, seen) : []),
		...(outcome.errors.length === 0 && isWhole(verb, "update") ? deadConsumers(scene, seen) : []),
		...(outcome.errors.length === 0 && isWhole(verb, "destroy") ? leftovers(stack) : []),
		...withoutCode(outcome),
	];
}

/** Whether the verb was meant for the whole stack, and carried out. */
export function isWhole({ work, targets, dryRun }: Work, wanted: Work["work"]): boolean {
	return work === wanted && targets === undefined && dryRun !== true;
}

/** Whether a row works in GitLab. */
export function isAlive(place: Place, row: Row, seen: ReadonlyMap<number, SeenRow>): boolean {
	const there = seen.get(row.id);
	return place.ledger.has(row) && there !== undefined && !there.revoked && !there.expired;
}

/** Whether two rows are identical in everything that GitLab shows: a restored GitLab assigns an ID again. */
function isDouble(one: Row, other: Row): boolean {
	const shape = ({ id, owner, name, username, scopes, expiresAt }: Row) =>
		JSON.stringify([id, owner, name, username, [...scopes].sort(), expiresAt]);
	return shape(one) === shape(other);
}

function hasDouble({ place, excuse }: Scene, row: Row): boolean {
	const there = place.ledger.rows.get(row.id);
	return (
		there !== undefined &&
		there !== row &&
		isDouble(there, row) &&
		excuse("a dead token: an identical one is active")
	);
}

function wrongDeletions(deleted: readonly Row[], ours: ReadonlySet<Row>, { excuse }: Scene): string[] {
	return deleted
		.filter((row) => !ours.has(row))
		.filter(
			(row) =>
				!([...ours].some((own) => isDouble(own, row)) && excuse("a wrong deletion: of an identical token")),
		)
		.map((row) => `deleted ${shown(row)}, which the state did not hold`);
}

/** Tokens that are active by the state, of resources that the operation has read. */
function deadTokens(scene: Scene, { calls, printed }: Outcome, seen: ReadonlyMap<number, SeenRow>): string[] {
	const { place, stack, excuse } = scene;
	const looked = new Set(calls.filter(({ method }) => method !== "check").map(({ urn }) => urn));
	return stack.held
		.filter(({ urn, active, leaving }) => active && !leaving && looked.has(urn))
		.flatMap((token) => {
			const row = stack.rowOf(token);
			const label = `${token.urn}${token.key === undefined ? "" : `["${token.key}"]`} (${token.tokenId})`;
			if (row === undefined) return [`${label} is called active, and was of no row`];
			if (row.id !== token.tokenId) return [`${label} holds the secret of number ${row.id}`];
			if (isAlive(place, row, seen) || hasDouble(scene, row)) return [];
			// A set that only reports failing keys keeps what it could not read, and says of which token.
			if (printed.includes(`(${token.tokenId}) cannot be read:`) && excuse("a dead token: it is reported"))
				return [];
			const there = seen.get(token.tokenId);
			const now = !place.ledger.has(row)
				? there === undefined
					? "is gone"
					: `is another's number now (${there.name})`
				: "works no more";
			return [`${label} is called active, and ${now}`];
		});
}

/** Resources that a preview calls unchanged though a token of theirs works no more. */
function unseenDeaths(scene: Scene, { steps }: Outcome, seen: ReadonlyMap<number, SeenRow>): string[] {
	const { place, stack } = scene;
	return stack.held
		.filter(({ urn, active, leaving }) => steps.get(urn) === "same" && active && !leaving)
		.filter((token) => {
			const row = stack.rowOf(token);
			return row === undefined || !(isAlive(place, row, seen) || hasDouble(scene, row));
		})
		.map(({ urn, tokenId }) => `a preview calls ${urn} unchanged, and its token ${tokenId} does not work`);
}

/** A provider whose own clock is off knows GitLab's to the second. */
export const CLOCK_TOLERANCE_MS = 1_000;

/** Rows that the stack created, that nothing holds and that no message named. */
function lostRows({ place, stack, excuse }: Scene): string[] {
	const held = new Set(stack.held.flatMap((token) => stack.rowOf(token) ?? []));
	const uncertain = new Map(stack.uncertain);
	// Once for each row: it stays lost for the rest of the history.
	const excuseOnce = (row: Row, why: string): true => {
		if (!stack.accountedFor.has(row)) excuse(why);
		stack.accountedFor.add(row);
		return true;
	};
	return [...place.ledger.rows.values()]
		.filter((row) => row.stack === stack.name && !held.has(row))
		.filter(
			(row) =>
				!(stack.excused.has(row) && excuseOnce(row, "a lost token: of a resource with retainOnDelete")),
		)
		.filter(
			(row) => !(isNamed(stack.messages, row.id) && excuseOnce(row, "a lost token: a message names it")),
		)
		.filter((row) => {
			const left = uncertain.get(row.owner) ?? 0;
			uncertain.set(row.owner, left - 1);
			return !(left > 0 && excuseOnce(row, "a lost token: an error reports its creation as uncertain"));
		})
		.map((row) => `lost ${shown(row)}: no state holds it, and no message names it`);
}

function deadConsumers(scene: Scene, seen: ReadonlyMap<number, SeenRow>): string[] {
	const { place, stack, excuse } = scene;
	return stack.state
		.filter(({ urn, delete: leaving }) => urn.startsWith("consumer:") && !leaving)
		.flatMap(({ urn, outputs: { secret } }) => {
			if (typeof secret !== "string") return [];
			const row = place.ledger.bySecret.get(secret);
			if (row === undefined) return [`${urn} holds a secret that never was`];
			if (isAlive(place, row, seen) || hasDouble(scene, row)) return [];
			// A set that only reports a failing key has no other secret for its consumers.
			const isReported = stack.held.some(
				(token) => token.secret === secret && !token.active && !token.leaving,
			);
			return isReported && excuse("a dead secret of a consumer: it is reported")
				? []
				: [`${urn} holds the secret of ${shown(row)}, which does not work`];
		});
}

function leftovers(stack: HistoryStack): string[] {
	return stack.state.map(({ urn }) => `${urn} is in the state after destroy`);
}

function withoutCode({ errors }: Outcome): string[] {
	const isKnown = (text: string) =>
		/\[[A-Z_]+\]$/.test(text) ||
		/ (is|are) (refused|protected|not targeted)|not targeted|the consumer fails|no old state/.test(text);
	return errors
		.filter((text) => !isKnown(text) || text.includes("[INTERNAL_FAULT]"))
		.map((text) => `failed without a code of its own: ${text}`);
}

/** Steps that a preview should have, or should not have, taken: by the URN, why. */
export function wrongSteps(
	{ place, stack: { program, state }, excuse }: Scene,
	{ steps, errors }: Outcome,
): string[] {
	if (
		errors.length > 0 &&
		isRefusedByClock(errors, place) &&
		excuse("a preview behind: this machine's clock")
	)
		return [];
	const nowMs = place.time.now() + place.ahead.gitlab;
	if (errors.length > 0) return [`a preview right behind fails: ${errors.join(" | ")}`];
	const isDue = (urn: Urn) => {
		const resource = state.find((other) => other.urn === urn && !other.delete);
		if (resource === undefined || !urn.startsWith("set:")) return false;
		const { retired = [], failed = {} } = contentsOf(resource);
		return (
			Object.keys(failed).length > 0 ||
			retired.some(({ until }) => Date.parse(until) <= nowMs + CLOCK_TOLERANCE_MS)
		);
	};
	const readers = new Set(
		program.flatMap((declaration) =>
			declaration.kind === "consumer" && isDue(declaration.of.urn) ? [`consumer:${declaration.name}`] : [],
		),
	);
	return [...steps]
		.filter(([, step]) => step !== "same")
		.filter(([urn]) => !(isDue(urn) && excuse("a step behind an update: something is due")))
		.filter(([urn]) => !(readers.has(urn) && excuse("a step behind an update: its set has something due")))
		.map(([urn, step]) => `a preview right behind would ${step} ${urn}`);
}

function noteWhatWasTold(stack: HistoryStack, { errors, printed }: Outcome): void {
	for (const text of [...errors, printed])
		if (text.includes("[CREATE_UNCERTAIN]"))
			for (const [, owner = ""] of text.matchAll(/POST \/((?:projects|groups)\/\d+)\/deploy_tokens/g))
				stack.uncertain.set(owner, (stack.uncertain.get(owner) ?? 0) + 1);
}

/** Whether a message names a deploy token by its number. */
function isNamed(messages: string, id: number): boolean {
	for (const [, numbers = ""] of messages.matchAll(
		/deploy[_ ]tokens?[ /](?:"[^"]*" )?\(?((?:\d+(?:, |,| and )?)+)/g,
	))
		if (numbers.split(/\D+/).includes(String(id))) return true;
	return false;
}

function shown({ id, owner, name, stack }: Row): string {
	return `${owner}/deploy_tokens/${id} "${name}" of ${stack ?? "a stranger"}`;
}
