import type { Holder } from "./inventory";

/** The times between which a token was created, as far as they are known: UTC with milliseconds. */
export interface AgeBracket {
	/** Not before. */
	readonly after: string | null;
	/** Not after. */
	readonly before: string | null;
}

/** The properties of a token that determine its age. */
interface Aged {
	readonly tokenId: number;
	readonly holders: readonly Holder[];
}

const UNKNOWN: AgeBracket = { after: null, before: null };

/**
 * Derives the age of each token from those whose age a state records: GitLab assigns the IDs of the whole instance in
 * the order of creation, so a token is no older than any with a lower ID, and no younger than any with a higher one.
 * Where two records contradict each other, this order does not hold, and the age of the tokens between them is unknown.
 *
 * @returns The ages by token ID.
 */
export function ageBrackets(tokens: readonly Aged[]): Map<number, AgeBracket> {
	const ascending = [...tokens].sort((one, other) => one.tokenId - other.tokenId);
	const before = new Map<number, string | null>();
	let earliest: string | null = null;
	for (const token of [...ascending].reverse()) {
		earliest = leastOf([earliest, ...recordedAges(token).map(({ at }) => at)]);
		before.set(token.tokenId, earliest);
	}
	const brackets = new Map<number, AgeBracket>();
	let latest: string | null = null;
	for (const token of ascending) {
		const created = recordedAges(token).filter(({ wasCreated }) => wasCreated);
		latest = greatestOf([latest, ...created.map(({ at }) => at)]);
		const bracket: AgeBracket = { after: latest, before: before.get(token.tokenId) ?? null };
		const isContradiction =
			bracket.after !== null && bracket.before !== null && bracket.after > bracket.before;
		brackets.set(token.tokenId, isContradiction ? UNKNOWN : bracket);
	}
	return brackets;
}

/** Only from states that record its ID: the key of an encrypted set may be that of another token. */
function recordedAges({ holders }: Aged) {
	return holders.flatMap(({ by, managed: { age } }) => (by === "id" && age !== undefined ? [age] : []));
}

/** UTC with milliseconds sorts as text. */
function leastOf(instants: readonly (string | null)[]): string | null {
	return known(instants)[0] ?? null;
}

function greatestOf(instants: readonly (string | null)[]): string | null {
	return known(instants).at(-1) ?? null;
}

function known(instants: readonly (string | null)[]): string[] {
	return instants.filter((instant) => instant !== null).sort();
}
