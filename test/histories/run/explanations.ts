import type { Urn } from "../engine/resource";
import { adoptedNumbers, adopters, type OwnerArgs, type Program, urnOf } from "../program/declarations";
import { OWNERS, type OwnerName } from "../world/fixture";
import type { Row } from "../world/ledger";
import type { Place } from "../world/place";
import { claimantsOf } from "./claimants";
import type { Excuse } from "./excuses";
import { contentsOf, type HeldToken } from "./held-tokens";
import type { HistoryStack } from "./stack";

/** What there is in the world that can make an operation fail. */
interface Circumstances {
	readonly place: Place;
	readonly stack: HistoryStack;
	/** Whether a fault met a request of the operation. */
	readonly faulty: boolean;
	/** What the state held before the operation, without what is still to be deleted of replaced resources. */
	readonly held: readonly HeldToken[];
	/** The rows of GitLab before the operation, which may have made one with a number that was missing. */
	readonly rows: ReadonlyMap<number, Row>;
	readonly excuse: Excuse;
}

interface Explanation {
	readonly why: string;
	/** @param text The failure. */
	explains(circumstances: Circumstances, text: string): boolean;
}

const deletionsLimited: Explanation = {
	why: "deletions are limited",
	explains: ({ stack }) => limitsDeletions(stack.program),
};
const expired: Explanation = {
	why: "a date has passed, by GitLab's clock or this machine's",
	explains: ({ place: { time, ahead } }, text) =>
		haveAllPassed(text, time.now() + Math.max(ahead.gitlab, ahead.machine)),
};

/** What says that two resources claim one number, and which. */
const CLAIMED =
	/Two resources [^\n]*?\((\d+)\)|names deploy token (\d+), which another resource|Deploy token (\d+) was not adopted: tokens\[/g;

/** What says that a number that is to be adopted is not there, or is not there for long. */
const ABSENT = /names deploy token (\d+), (?:which [^;]* does not have|whose deletion was sent)/g;

/** What says that a number was about to be deleted when it was to be adopted. */
const DELETED_MEANWHILE = /names deploy token (\d+), whose deletion was sent/g;

const faulty: Explanation = { why: "a fault", explains: (circumstances) => circumstances.faulty };
const credential: Explanation = {
	why: "another credential",
	explains: ({ stack }) => stack.credential !== "admin",
};
/** An adoption that does not match; what a failure reports about an ID is checked by the explanations before. */
const adopts: Explanation = {
	why: "the program adopts",
	explains: ({ stack }, text) =>
		adoptedNumbers(stack.program).length > 0 && text.search(CLAIMED) < 0 && text.search(ABSENT) < 0,
};
const adoptsWhatIsGone: Explanation = {
	why: "the program adopts what its owner does not have",
	explains: (circumstances, text) => {
		const numbers = [...text.matchAll(ABSENT)].map(([, tokenId]) => Number(tokenId));
		return numbers.length > 0 && numbers.every((tokenId) => isGone(circumstances, tokenId));
	},
};
/** GitLab may refuse a deletion only after an adoption had to be refused for it. */
const adoptsWhatIsBeingDeleted: Explanation = {
	why: "the program adopts a token while its deletion is sent",
	explains: ({ place }, text) => {
		const numbers = [...text.matchAll(DELETED_MEANWHILE)].map(([, tokenId]) => Number(tokenId));
		return numbers.length > 0 && numbers.every((tokenId) => place.ledger.keptTokens.has(tokenId));
	},
};
const ownerless: Explanation = {
	why: "something is wrong with an owner",
	explains: ({ place }) => place.owners.somethingIsWrong,
};
const declaredTwice: Explanation = {
	why: "the program declares one token twice",
	explains: ({ stack, held }, text) => {
		// Those of this operation too: a restored GitLab gives a number that is still named in `adopt` to a new token.
		const all = [...held, ...stack.heldInUse];
		return areAllClaimed(text, (tokenId) => claimantsOf(stack.program, all, tokenId).length > 1);
	},
};
const notDroppedYet: Explanation = {
	why: "a set with failed keys keeps the token of a key that it is to drop",
	explains: ({ stack }, text) =>
		areAllClaimed(text, (tokenId) =>
			stack.heldInUse.some(
				({ urn, key, tokenId: other }) =>
					other === tokenId &&
					key !== undefined &&
					!declaresKey(stack.program, urn, key) &&
					hasFailed(stack, urn),
			),
		),
};

/** When each code may be met; without one of these the failure is a fault of the provider. */
const EXPLANATIONS: Readonly<Record<string, readonly Explanation[]>> = {
	CREATE_UNCERTAIN: [faulty],
	DEPLOY_TOKEN_ADOPTED: [adopts],
	DEPLOY_TOKEN_MISMATCH: [declaredTwice, notDroppedYet, adoptsWhatIsGone, adopts],
	// It has the reasons of the keys, each with a code.
	DEPLOY_TOKENS_INCOMPLETE: [{ why: "the reasons of its keys", explains: () => true }],
	GITLAB_RESPONSE_UNREADABLE: [faulty],
	GITLAB_FORBIDDEN: [credential, ownerless],
	GITLAB_NOT_FOUND: [credential, ownerless],
	GITLAB_NO_SUCH_ROUTE: [faulty],
	GITLAB_OWNER_NOT_VISIBLE: [credential, ownerless],
	GITLAB_REDIRECTED: [faulty],
	GITLAB_SERVER_ERROR: [faulty],
	GITLAB_TIMEOUT: [faulty],
	GITLAB_UNAUTHORIZED: [credential],
	GITLAB_UNREACHABLE: [faulty],
	GITLAB_RATE_LIMITED: [faulty],
	OPERATION_TIMEOUT: [faulty],
	OWNER_FORGOTTEN: [
		{
			why: "an owner is forgotten",
			explains: ({ stack }) => stack.settings.GITLAB_FORGET_OWNERS !== undefined,
		},
	],
	TOO_MANY_DELETIONS: [deletionsLimited],
};

/** Messages without a code that are no fault of the provider. */
const ENGINE = [
	/the consumer fails, as it was told to/,
	/not targeted/,
	/no old state/,
	/is protected/,
	/conflicting with alias/,
];

/** The failures of an operation that nothing explains. */
export function unexplained(errors: readonly string[], circumstances: Circumstances): string[] {
	return errors.filter((text) => {
		const codes = [...new Set([...text.matchAll(/\[([A-Z_]+)\]/g)].map(([, code = ""]) => code))];
		if (codes.length > 0)
			return !codes.every((code) => isExplained(code, EXPLANATIONS[code] ?? [], text, circumstances));
		if (ENGINE.some((known) => known.test(text))) return false;
		return !isExplained("refused by check", explanationsOfRefusal(text), text, circumstances);
	});
}

/**
 * Whether a preview fails only for a date that has passed by this machine's clock, which is ahead: the preview
 * sends no request before it checks the declaration, and so does not know GitLab's time.
 */
export function isRefusedByClock(errors: readonly string[], { time, ahead }: Place): boolean {
	const gitlabMs = time.now() + ahead.gitlab;
	const machineMs = time.now() + ahead.machine;
	return errors.every((text) => haveAllPassed(text, machineMs) && !haveAllPassed(text, gitlabMs));
}

/** Whether a text names dates that have passed, and all of them have at that instant. */
function haveAllPassed(text: string, nowMs: number): boolean {
	const dates = [...text.matchAll(/expiresAt"?\]?: "([^"]+)" has passed/g)].map(([, date = ""]) => date);
	return dates.length > 0 && dates.every((date) => Date.parse(date) <= nowMs);
}

function explanationsOfRefusal(text: string): readonly Explanation[] {
	if (!text.includes("is refused")) return [];
	if (text.includes("has passed")) return [expired];
	if (text.includes("maxDeletions")) return [deletionsLimited];
	return [declaredTwice, notDroppedYet, adoptsWhatIsGone, adoptsWhatIsBeingDeleted, adopts, credential];
}

/** Whether a text says of numbers that two claim each, and all of them are as `isClaimed` says. */
function areAllClaimed(text: string, isClaimed: (tokenId: number) => boolean): boolean {
	const numbers = [...text.matchAll(CLAIMED)].map(([, ...found]) => Number(found.find(Boolean)));
	return numbers.length > 0 && numbers.every(isClaimed);
}

/** Whether no declaration that adopts a number names the owner that has it. */
function isGone({ place, stack, faulty: isFaulty, rows }: Circumstances, tokenId: number): boolean {
	const row = place.ledger.rows.get(tokenId);
	// A deletion that failed may not have been carried out; a path may lead to another project by now.
	if (row === undefined || row !== rows.get(tokenId) || isFaulty || place.owners.taken.size > 0) return true;
	const spellings: readonly OwnerArgs[] = OWNERS[row.owner as OwnerName] ?? [];
	return !adopters(stack.program, tokenId).some(({ project, group }) =>
		spellings.some((owner) => owner.project === project && owner.group === group),
	);
}

function declaresKey(program: Program, urn: Urn, key: string): boolean {
	return program.some(
		(declaration) =>
			declaration.kind === "set" && urnOf(declaration) === urn && declaration.args.tokens[key] !== undefined,
	);
}

function hasFailed({ state }: HistoryStack, urn: Urn): boolean {
	const set = state.find((resource) => resource.urn === urn && !resource.delete);
	return set !== undefined && Object.keys(contentsOf(set).failed ?? {}).length > 0;
}

function isExplained(
	what: string,
	explanations: readonly Explanation[],
	text: string,
	circumstances: Circumstances,
): boolean {
	const found = explanations.find(({ explains }) => explains(circumstances, text));
	return found !== undefined && circumstances.excuse(`${what}: ${found.why}`);
}

function limitsDeletions(program: Program): boolean {
	return program.some(
		(declaration) => declaration.kind === "set" && declaration.args.maxDeletions !== undefined,
	);
}
