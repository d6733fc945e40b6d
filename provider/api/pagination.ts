import { z } from "zod";
import type { Deadline, GitLabClient } from "./client";
import { GitLabDeployTokenError } from "./errors";
import { parseResponse, unreadable } from "./responses";
import type { ApiRequest, ApiResponse } from "./transport";

/** GitLab's largest page. */
const PER_PAGE = 100;

/** No list is followed further than this: a million rows. */
const MAX_PAGES = 10_000;

/** How often a list is read before it counts as changing permanently. */
const MAX_READINGS = 5;

/** How a list is read. */
export interface Reading {
	readonly deadline?: Deadline | undefined;
	/**
	 * How many pages are requested before they are needed, once GitLab has reported how many rows there are.
	 * Default: none, for a reader that may stop early.
	 */
	readonly ahead?: number | undefined;
}

/** The rows of a page. */
export type Page<Item> = Item[] & {
	/** How many rows the whole list had when the page was read; absent where GitLab did not report it. */
	readonly total?: number;
};

/**
 * Yields the pages of a list, in GitLab's order; requests a page only when it is needed, or as far `ahead` as asked.
 *
 * Takes the page number from `X-Next-Page`, or from `Link` where a proxy drops that header, and adds it to this
 * client's address: the addresses in `Link` have GitLab's configured host, which may not be the one that is
 * reached, and a credential must not be sent there. Where a proxy drops both, a full page is followed by another.
 *
 * @throws GitLabDeployTokenError `GITLAB_RESPONSE_UNREADABLE` rather than omit items: a token that is not listed
 * would count as deleted.
 */
export async function* paginate<Item>(
	client: GitLabClient,
	request: ApiRequest,
	item: z.ZodType<Item>,
	{ deadline, ahead = 0 }: Reading = {},
): AsyncGenerator<Page<Item>, void, undefined> {
	const items = z.array(item);
	const early: Promise<ApiResponse>[] = [];
	let last: ApiResponse | undefined;
	for (let page = 1; page <= MAX_PAGES; page += 1) {
		const ofPage = pageOf(request, page);
		const response = await (early.shift() ?? client.send(ofPage, deadline));
		const found = Object.assign(parseResponse(ofPage, response, items), totalOf(response));
		const pages = Math.ceil((found.total ?? 0) / PER_PAGE);
		while (early.length < ahead && page + early.length < pages) {
			const sent = client.send(pageOf(request, page + early.length + 1), deadline);
			// Its failure is reported once its page is reached, unless the list ends before it.
			sent.catch(() => {});
			early.push(sent);
		}
		yield found;
		const isNamed = response.headers.has("x-next-page") || response.headers.has("link");
		if (!isNamed && response.text === last?.text)
			throw unreadable(ofPage, response, `the same for page ${page} as for the one before`);
		const following = found.length < PER_PAGE ? undefined : page + 1;
		const next = isNamed ? nextPage(response) : following;
		if (next === undefined) return;
		if (next !== page + 1)
			throw unreadable(
				ofPage,
				response,
				`a page ${page} that does not name page ${page + 1} as its next one`,
			);
		last = response;
	}
	throw new GitLabDeployTokenError(
		"GITLAB_RESPONSE_UNREADABLE",
		`GitLab responded to GET ${request.path} with more than ${MAX_PAGES} pages.`,
		"Check whether a proxy in between generates them.",
	);
}

function pageOf(request: ApiRequest, page: number): ApiRequest {
	return { ...request, query: { ...request.query, per_page: String(PER_PAGE), page: String(page) } };
}

/** The items of pages, one by one. */
export async function* itemsOf<Item>(pages: AsyncIterable<Item[]>): AsyncGenerator<Item, void, undefined> {
	for await (const page of pages) yield* page;
}

/**
 * All rows of a list, which is read until it is certain that none was missed.
 *
 * GitLab paginates by offset: a row that is deleted while pages are read moves the rows after it up, and one of
 * them is on no page. So a list of several pages counts where each of them reports as many rows as were read, or
 * where two readings in a row agree. A list of one page costs one request.
 *
 * @param what The list, as an error names it.
 * @throws GitLabDeployTokenError `GITLAB_RESPONSE_UNREADABLE` where it changes during every reading.
 */
export async function collectAgreed<Item extends { readonly id: number }>(
	what: string,
	read: () => AsyncIterable<Page<Item>>,
): Promise<Item[]> {
	let before: Item[] | undefined;
	for (let reading = 1; reading <= MAX_READINGS; reading += 1) {
		const pages = await collect(read());
		const rows = pages.flat();
		if (pages.length === 1 || isWhole(pages) || sameRows(rows, before)) return rows;
		before = rows;
	}
	throw new GitLabDeployTokenError(
		"GITLAB_RESPONSE_UNREADABLE",
		`GitLab's list of ${what} changed during each of ${MAX_READINGS} reads, so an entry may be missing.`,
		"Run again when less is created, moved and deleted there.",
	);
}

/** Whether every page reports as many rows as were read, each of them once. */
function isWhole<Item extends { readonly id: number }>(pages: readonly Page<Item>[]): boolean {
	const ids = pages.flat().map(({ id }) => id);
	return new Set(ids).size === ids.length && pages.every(({ total }) => total === ids.length);
}

function sameRows(
	rows: readonly { readonly id: number }[],
	before: readonly { readonly id: number }[] | undefined,
): boolean {
	return rows.length === before?.length && rows.every(({ id }, index) => id === before[index]?.id);
}

function totalOf({ headers }: ApiResponse): { total?: number } {
	const text = headers.get("x-total")?.trim() ?? "";
	return /^\d{1,15}$/.test(text) ? { total: Number(text) } : {};
}

/** All items, once the last page has arrived. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
	const all: Item[] = [];
	for await (const item of items) all.push(item);
	return all;
}

/** The number of the next page, `undefined` on the last, `NaN` where something else is named as the next one. */
export function nextPage(response: Pick<ApiResponse, "headers">): number | undefined {
	const header = response.headers.get("x-next-page")?.trim();
	if (header !== undefined) return header === "" ? undefined : pageNumber(header);
	for (const [, address = "", parameters = ""] of (response.headers.get("link") ?? "").matchAll(LINK))
		if (/;\s*rel="?next"?\s*(?:[;,]|$)/.test(parameters))
			return pageNumber(/[?&]page=([^&]*)/.exec(address)?.[1] ?? "");
	return undefined;
}

/** One address of a `Link` header, which may contain commas, and the parameters after it. */
const LINK = /<([^<>]*)>([^<]*)/g;

function pageNumber(text: string): number {
	return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN;
}
