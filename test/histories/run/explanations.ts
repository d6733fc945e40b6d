import type { Program } from "../program/declarations";
import type { Place } from "../world/place";
import type { HistoryStack } from "./stack";

/** What there is in the world that can make an operation fail. */
interface Circumstances {
	readonly place: Place;
	readonly stack: HistoryStack;
	/** Whether a fault met a request of the operation. */
	readonly faulty: boolean;
}

type Explanation = (circumstances: Circumstances) => boolean;

const faulty: Explanation = (circumstances) => circumstances.faulty;
const credential: Explanation = ({ stack }) => stack.credential !== "admin";
const adopts: Explanation = ({ stack }) => adoptsAnything(stack.program);
const ownerless: Explanation = ({ place }) => place.owners.somethingIsWrong;

/** When each code may be met; without one of these the failure is a fault of the provider. */
const EXPLANATIONS: Readonly<Record<string, readonly Explanation[]>> = {
	CREATE_UNCERTAIN: [faulty],
	DEPLOY_TOKEN_ADOPTED: [adopts],
	DEPLOY_TOKEN_MISMATCH: [adopts, ({ stack }) => holdsTwice(stack)],
	DEPLOY_TOKENS_INCOMPLETE: [() => true],
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
	OWNER_FORGOTTEN: [({ stack }) => stack.settings.GITLAB_FORGET_OWNERS !== undefined],
	TOO_MANY_DELETIONS: [({ stack }) => limitsDeletions(stack.program)],
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
		const codes = [...text.matchAll(/\[([A-Z_]+)\]/g)].map(([, code = ""]) => code);
		if (codes.length > 0)
			return !codes.every((code) => EXPLANATIONS[code]?.some((explains) => explains(circumstances)) === true);
		if (ENGINE.some((known) => known.test(text))) return false;
		return !(text.includes("is refused") && (adopts(circumstances) || credential(circumstances)));
	});
}

/** An update that failed between an adoption and the deletion of the resource that held the token leaves both. */
function holdsTwice({ held }: HistoryStack): boolean {
	const numbers = held.filter(({ leaving }) => !leaving).map(({ tokenId }) => tokenId);
	return new Set(numbers).size < numbers.length;
}

function limitsDeletions(program: Program): boolean {
	return program.some(
		(declaration) => declaration.kind === "set" && declaration.args.maxDeletions !== undefined,
	);
}

function adoptsAnything(program: Program): boolean {
	return program.some(
		(declaration) =>
			(declaration.kind === "token" && declaration.args.adopt !== undefined) ||
			(declaration.kind === "set" && Object.values(declaration.args.tokens).some(({ adopt }) => adopt)),
	);
}
