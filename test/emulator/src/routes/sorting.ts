/** What lists of projects and groups are sorted by. */
interface Sortable {
	readonly id: number;
	readonly name: string;
	readonly path: string;
}

/** Rows by the named column; dates follow the ids here, and ids settle ties in the same direction. */
export function sorted<Row extends Sortable>(
	rows: readonly Row[],
	orderBy: string | undefined,
	direction: "asc" | "desc" | undefined,
): Row[] {
	const sign = direction === "desc" ? -1 : 1;
	const column = orderBy === "name" || orderBy === "path" ? orderBy : undefined;
	return [...rows].sort((a, b) => {
		const byColumn = column === undefined ? 0 : compareText(a[column], b[column]);
		return sign * (byColumn === 0 ? a.id - b.id : byColumn);
	});
}

/** GitLab's search: the text occurs in one of the columns, in any case; an empty search finds everything. */
export function matchesText(search: string | undefined, columns: readonly string[]): boolean {
	if (search === undefined || search === "") return true;
	const wanted = search.toLowerCase();
	return columns.some((column) => column.toLowerCase().includes(wanted));
}

function compareText(a: string, b: string): number {
	const [left, right] = [a.toLowerCase(), b.toLowerCase()];
	return left < right ? -1 : left > right ? 1 : 0;
}
