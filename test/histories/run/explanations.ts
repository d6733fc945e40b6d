import { adoptedNumbers, type Program } from "../program/declarations";
import type { Place } from "../world/place";
import { claimantsOf } from "./claimants";
import type { Excuse } from "./excuses";
import type { HeldToken } from "./held-tokens";
import type { HistoryStack } from "./stack";

/** What there is in the world that can make an operation fail. */
interface Circumstances {
	readonly place: Place;
	readonly stack: HistoryStack;
	/** Whether a fault met a request of the operation. */
	readonly faulty: boolean;
	/** What the state held before the operation, without what is still to be deleted of replaced resources. */
	readonly held: readonly HeldToken[];
	readonly excuse: Excuse;
}

interface Explanation {
	readonly why: string;
	/** @param text The failure. */
	explains(circumstances: Circumstances, text: string): boolean;
}

/** What says that two resources lay claim to one number, and which. */
const CLAIMED =
	/Two resources hold one token: [^\n]*?\((\d+)\)|names deploy token (\d+), which another resource of this stack holds|Deploy token (\d+) was not adopted: tokens\[[^\n]*holds it already/g;

const faulty: Explanation = { why: "a fault", explains: (circumstances) => circumstances.faulty };
const credential: Explanation = {
	why: "another credential",
	explains: ({ stack }) => stack.credential !== "admin",
};
const adopts: Explanation = {
	why: "the program adopts",
	explains: ({ stack }, text) => adoptedNumbers(stack.program).length > 0 && text.search(CLAIMED) < 0,
};
const ownerless: Explanation = {
	why: "something is wrong with an owner",
	explains: ({ place }) => place.owners.somethingIsWrong,
};
const declaredTwice: Explanation = {
	why: "the program declares one token twice",
	explains: ({ stack, held }, text) => {
		const numbers = [...text.matchAll(CLAIMED)].map(([, ...found]) => Number(found.find(Boolean)));
		const isTwice = (tokenId: number) => claimantsOf(stack.program, held, tokenId).length > 1;
		return numbers.length > 0 && numbers.every(isTwice);
	},
};

/** When each code may be met; without one of these the failure is a fault of the provider. */
const EXPLANATIONS: Readonly<Record<string, readonly Explanation[]>> = {
	CREATE_UNCERTAIN: [faulty],
	DEPLOY_TOKEN_ADOPTED: [adopts],
	DEPLOY_TOKEN_MISMATCH: [declaredTwice, adopts],
	// It has the reasons of the keys, each with a code.
	DEPLOY_TOKENS_INCOMPLETE: [{ why: "the reasons of its keys", explains: () => true }],
	GITLAB_ANSWER_UNREADABLE: [faulty],
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
	TOO_MANY_DELETIONS: [
		{ why: "deletions are limited", explains: ({ stack }) => limitsDeletions(stack.program) },
	],
};

/** Messages without a code that are no fault of the provider. */
const ENGINE = [
	/the consumer fails, as it was told to/,
	/not targeted/,
	/no old state/,
	/is protected/,
	/conflicting with alias/,
	/is refused: .*(maxDeletions|expiresAt)/s,
];

/** The failures of an operation that nothing explains. */
export function unexplained(errors: readonly string[], circumstances: Circumstances): string[] {
	return errors.filter((text) => {
		const codes = [...new Set([...text.matchAll(/\[([A-Z_]+)\]/g)].map(([, code = ""]) => code))];
		if (codes.length > 0)
			return !codes.every((code) => isExplained(code, EXPLANATIONS[code] ?? [], text, circumstances));
		if (ENGINE.some((known) => known.test(text))) return false;
		const refused = text.includes("is refused") ? [declaredTwice, adopts, credential] : [];
		return !isExplained("refused by check", refused, text, circumstances);
	});
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
