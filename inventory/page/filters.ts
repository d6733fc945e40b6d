import type { PageFinding, PageToken, Severity } from "./data";
import { SEVERITIES } from "./words";

/** The filters of the table. An empty string filters nothing. */
export interface Filters {
	/** Words that must all occur in the texts of a token. */
	readonly text: string;
	readonly status: string;
	readonly management: string;
	/** `any`, `none`, `severity:high`, or `rule:` and a rule's ID. */
	readonly finding: string;
	/** `never`, `within:30` in days, `month:2031-02`, or `after:2031-02`. */
	readonly expires: string;
}

/** The filters that filter nothing. */
export const NO_FILTERS: Filters = { text: "", status: "", management: "", finding: "", expires: "" };

/** How many days "soon" means in the tiles and in the filter. */
export const SOON_DAYS = 30;

/** Whether the expiry of a token matches a filter. */
export function expiresAsFiltered({ expiresAt, daysLeft }: PageToken, filter: string): boolean {
	if (filter === "") return true;
	if (filter === "never") return expiresAt === null;
	if (expiresAt === null || daysLeft === null) return false;
	const [kind, value = ""] = filter.split(":");
	const month = expiresAt.slice(0, 7);
	if (kind === "within") return daysLeft >= 0 && daysLeft <= Number(value);
	return kind === "month" ? month === value : month > value;
}

/** The highest severity among the findings for a token. */
export function worst(token: PageToken, findings: readonly PageFinding[]): Severity | undefined {
	const [first] = token.findings;
	return first === undefined ? undefined : findings[first]?.severity;
}

/** The tokens that match all filters. */
export function filtered(
	tokens: readonly PageToken[],
	filters: Filters,
	findings: readonly PageFinding[],
): PageToken[] {
	const words = filters.text
		.toLowerCase()
		.split(/\s+/)
		.filter((word) => word !== "");
	return tokens.filter(
		(token) =>
			(filters.status === "" || token.status === filters.status) &&
			(filters.management === "" || token.management === filters.management) &&
			expiresAsFiltered(token, filters.expires) &&
			foundAsFiltered(token, filters.finding, findings) &&
			(words.length === 0 || words.every((word) => searchable(token).includes(word))),
	);
}

function foundAsFiltered(token: PageToken, filter: string, findings: readonly PageFinding[]): boolean {
	if (filter === "") return true;
	if (filter === "none") return token.findings.length === 0;
	if (filter === "any") return token.findings.length > 0;
	const [kind, value = ""] = filter.split(":");
	return token.findings.some((index) => {
		const finding = findings[index];
		return kind === "rule" ? finding?.rule === value : finding?.severity === value;
	});
}

const SEARCHABLE = new WeakMap<PageToken, string>();

/** All texts of a token as one string, built at the first search. */
function searchable(token: PageToken): string {
	const known = SEARCHABLE.get(token);
	if (known !== undefined) return known;
	const { id, kind, owner, name, username, scopes, holders } = token;
	const parts = [id, kind, owner ?? "deleted owner", name, username, ...scopes];
	const text = [...parts, ...holders.flatMap(({ stack, resource }) => [stack, resource])]
		.join("\n")
		.toLowerCase();
	SEARCHABLE.set(token, text);
	return text;
}

/** The rank of a severity: higher is worse, 0 for none. */
export function weight(severity: Severity | undefined): number {
	return severity === undefined ? 0 : SEVERITIES.length - SEVERITIES.indexOf(severity);
}
