import type { PageFinding, PageToken } from "./data";
import { weight, worst } from "./filters";

/** A column by which the table is sorted. */
export type Column = "owner" | "id" | "name" | "scopes" | "expires" | "status" | "management" | "findings";

/** How the table is sorted. */
export interface Order {
	readonly column: Column;
	readonly ascending: boolean;
}

const TEXT = new Intl.Collator("en", { numeric: true });

/** Sorts the tokens; equal ones keep their order. */
export function sorted(
	tokens: readonly PageToken[],
	{ column, ascending }: Order,
	findings: readonly PageFinding[],
): PageToken[] {
	const keyed = tokens.map((token) => ({ token, key: keyOf(token, column, findings) }));
	const direction = ascending ? 1 : -1;
	keyed.sort((one, other) => direction * compare(one.key, other.key));
	return keyed.map(({ token }) => token);
}

function compare(one: number | string, other: number | string): number {
	if (typeof one === "string" || typeof other === "string") return TEXT.compare(String(one), String(other));
	return one === other ? 0 : one - other;
}

function keyOf(token: PageToken, column: Column, findings: readonly PageFinding[]): number | string {
	switch (column) {
		case "id":
			return token.id;
		case "expires":
			return token.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(token.expiresAt);
		case "findings":
			// The highest severity decides; for equal severities, the number of findings does.
			return weight(worst(token, findings)) * 1_000 + Math.min(token.findings.length, 999);
		case "owner":
			return token.owner ?? "";
		case "scopes":
			return token.scopes.join(" ");
		case "management":
			return token.holders[0] === undefined
				? token.management
				: `managed ${token.holders[0].stack} ${token.holders[0].name}`;
		default:
			return token[column];
	}
}
