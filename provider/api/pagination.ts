import { z } from "zod";
import type { Deadline, GitLabClient } from "./client";
import { GitLabDeployTokenError } from "./errors";
import { parseResponse, unreadable } from "./responses";
import type { ApiRequest, ApiResponse } from "./transport";

/** GitLab's largest page. */
const PER_PAGE = 100;

/** No list is followed further than this: a million rows. */
const MAX_PAGES = 10_000;

/**
 * Yields the pages of a list, in GitLab's order; asks for the next page only when it is needed.
 *
 * Takes the page number from `X-Next-Page`, or from `Link` where a proxy drops that header, and puts
 * it on our own address: the addresses in `Link` carry GitLab's configured host, which may not be
 * the one we reach, and a credential must not travel there. Where a proxy drops both, a full page is
 * followed by another.
 *
 * @throws GitLabDeployTokenError `GITLAB_ANSWER_UNREADABLE` rather than leave out items: a token that is
 * not listed would be taken for gone.
 */
export async function* paginate<Item>(
	client: GitLabClient,
	request: ApiRequest,
	item: z.ZodType<Item>,
	deadline?: Deadline,
): AsyncGenerator<Item[], void, undefined> {
	const items = z.array(item);
	let last: ApiResponse | undefined;
	for (let page = 1; page <= MAX_PAGES; page += 1) {
		const asked = { ...request, query: { ...request.query, per_page: String(PER_PAGE), page: String(page) } };
		const response = await client.send(asked, deadline);
		const found = parseResponse(asked, response, items);
		yield found;
		const told = response.headers.has("x-next-page") || response.headers.has("link");
		if (!told && response.text === last?.text)
			throw unreadable(asked, response, `the same for page ${page} as for the one before`);
		const untold = found.length < PER_PAGE ? undefined : page + 1;
		const next = told ? nextPage(response) : untold;
		if (next === undefined) return;
		if (next !== page + 1)
			throw unreadable(asked, response, `a page ${page} that does not name page ${page + 1} as its next one`);
		last = response;
	}
	throw new GitLabDeployTokenError(
		"GITLAB_ANSWER_UNREADABLE",
		`GitLab answered GET ${request.path} with more than ${MAX_PAGES} pages.`,
		"Look for a proxy between that makes them up.",
	);
}

/** The items of pages, one by one. */
export async function* itemsOf<Item>(pages: AsyncIterable<Item[]>): AsyncGenerator<Item, void, undefined> {
	for await (const page of pages) yield* page;
}

/** All items, once the last page has come. */
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

/** One address of a `Link` header, which may hold commas, and what stands behind it. */
const LINK = /<([^<>]*)>([^<]*)/g;

function pageNumber(text: string): number {
	return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN;
}
