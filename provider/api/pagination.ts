import { z } from "zod";
import { parseAnswer, unreadable } from "./answers";
import type { Deadline, Rest } from "./rest";
import type { ApiAnswer, ApiRequest } from "./transport";

/** GitLab's largest page. */
const PER_PAGE = "100";

/** No list is followed further than this: 10 million rows. */
const MAX_PAGES = 100_000;

/**
 * Yields the pages of a list, in GitLab's order; asks for the next page only when it is needed.
 *
 * Takes the page number from `X-Next-Page`, or from `Link` where a proxy drops that header, and puts
 * it on our own address: the addresses in `Link` carry GitLab's configured host, which may not be
 * the one we reach, and a credential must not travel there.
 */
export async function* paginate<Item>(
	rest: Rest,
	request: ApiRequest,
	item: z.ZodType<Item>,
	deadline?: Deadline,
): AsyncGenerator<Item[], void, undefined> {
	const items = z.array(item);
	let page = 1;
	for (let pages = 0; pages < MAX_PAGES; pages += 1) {
		const asked = { ...request, query: { ...request.query, per_page: PER_PAGE, page: String(page) } };
		const answer = await rest.send(asked, deadline);
		yield parseAnswer(asked, answer, items);
		const next = nextPage(answer);
		if (next === undefined) return;
		if (next <= page)
			throw unreadable(asked, answer, `a page ${page} that names page ${next} as its next one`);
		page = next;
	}
}

/** The items of pages, one by one. */
export async function* itemsOf<Item>(pages: AsyncIterable<Item[]>): AsyncGenerator<Item, void, undefined> {
	for await (const page of pages) yield* page;
}

/** The number of the next page, or `undefined` on the last. */
export function nextPage(answer: Pick<ApiAnswer, "headers">): number | undefined {
	const header = answer.headers.get("x-next-page");
	if (header !== undefined) return pageNumber(header);
	for (const link of (answer.headers.get("link") ?? "").split(",")) {
		if (!/;\s*rel="?next"?\s*(;|$)/.test(link)) continue;
		const page = /[?&]page=(\d+)/.exec(link);
		if (page) return pageNumber(page[1] ?? "");
	}
	return undefined;
}

function pageNumber(text: string): number | undefined {
	return /^\s*[1-9]\d{0,8}\s*$/.test(text) ? Number(text) : undefined;
}
