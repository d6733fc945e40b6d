import { toQuery } from "../rails/to-query";
import { integer, pageNumber } from "./param-types";
import type { RawParams } from "./raw-params";
import type { HttpRequest } from "./request";
import type { HttpResponse } from "./response";
import { internalError, json } from "./response";

export const DEFAULT_PER_PAGE = 20;
export const MAX_PER_PAGE = 100;
/** Above this many rows GitLab does not count. */
export const COUNT_LIMIT = 10_000;
const MAX_BIGINT = 2n ** 63n - 1n;

/** `use :pagination`. */
export const paginationParams = {
	page: pageNumber(),
	per_page: integer({ fallback: DEFAULT_PER_PAGE, except: 0 }),
};

export interface PageParams {
	readonly page: bigint | number | undefined;
	readonly per_page: number | undefined;
}

/** One page of a collection, computed from the parameters. */
export interface Page {
	/** Beyond what a number holds exactly, a `bigint`. */
	readonly number: number | bigint;
	readonly perPage: number;
	readonly next: number | undefined;
	readonly previous: number | undefined;
	/** `undefined` where GitLab gives up counting. */
	readonly total: number | undefined;
	readonly totalPages: number | undefined;
}

/** Kaminari's arithmetic: pages below 1 are page 1, negative sizes the default, sizes above 100 are 100. */
export function pageOf(params: PageParams, count: number): Page {
	const perPage =
		params.per_page === undefined || params.per_page < 0
			? DEFAULT_PER_PAGE
			: Math.min(params.per_page, MAX_PER_PAGE);
	const number = currentPage(params.page);
	const lastPage = Math.ceil(count / perPage);
	const outOfRange = number > lastPage;
	const counted = count <= COUNT_LIMIT;
	return {
		number,
		perPage,
		next: outOfRange || number === lastPage ? undefined : Number(number) + 1,
		previous: outOfRange || number === 1 ? undefined : Number(number) - 1,
		total: counted ? count : undefined,
		totalPages: counted ? Math.max(lastPage, 1) : undefined,
	};
}

function currentPage(given: bigint | number | undefined): number | bigint {
	if (given === undefined || given < 1) return 1;
	return given > Number.MAX_SAFE_INTEGER ? given : Number(given);
}

/**
 * The headers of `OffsetHeaderBuilder`.
 *
 * The links have the configured host and port but the scheme and path of the request, and carry all parameters,
 * those of the path and credentials included.
 */
export function paginationHeaders(page: Page, request: HttpRequest, externalUrl: URL, params: RawParams) {
	const base = linkBase(request, externalUrl);
	const link = (target: number, relation: string) =>
		`<${base}?${toQuery({ ...params, page: target, per_page: page.perPage })}>; rel="${relation}"`;
	const links = [
		...(page.previous === undefined ? [] : [link(page.previous, "prev")]),
		...(page.next === undefined ? [] : [link(page.next, "next")]),
		link(1, "first"),
		...(page.totalPages === undefined ? [] : [link(page.totalPages, "last")]),
	];
	const headers: Record<string, string> = {
		"X-Per-Page": String(page.perPage),
		"X-Page": String(page.number),
		"X-Next-Page": page.next === undefined ? "" : String(page.next),
		"X-Prev-Page": page.previous === undefined ? "" : String(page.previous),
		Link: links.join(", "),
	};
	if (page.total !== undefined) headers["X-Total"] = String(page.total);
	if (page.totalPages !== undefined) headers["X-Total-Pages"] = String(page.totalPages);
	return headers;
}

/** The requested page of `rows`, with its headers. */
export function paginated<Row>(
	rows: readonly Row[],
	present: (row: Row) => unknown,
	context: { page: PageParams; request: HttpRequest; externalUrl: URL; params: RawParams },
): HttpResponse {
	const page = pageOf(context.page, rows.length);
	// PostgreSQL's OFFSET is a bigint: `PG::NumericValueOutOfRange`.
	if ((BigInt(page.number) - 1n) * BigInt(page.perPage) > MAX_BIGINT) throw internalError();
	const start = (Number(page.number) - 1) * page.perPage;
	const body = rows.slice(start, start + page.perPage).map(present);
	return json(200, body, paginationHeaders(page, context.request, context.externalUrl, context.params));
}

/** `URI.parse(request.url)` with another host and port: a port shows unless it is the scheme's own. */
function linkBase(request: HttpRequest, externalUrl: URL): string {
	const port = externalUrl.port || (externalUrl.protocol === "https:" ? "443" : "80");
	const ownPort = request.scheme === "https" ? "443" : "80";
	const authority = port === ownPort ? externalUrl.hostname : `${externalUrl.hostname}:${port}`;
	return `${request.scheme}://${authority}${request.path}`;
}
