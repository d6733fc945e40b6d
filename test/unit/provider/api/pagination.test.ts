import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import { collect, collectAgreed, itemsOf, nextPage, paginate } from "../../../../provider/api/pagination";
import type { ApiRequest } from "../../../../provider/api/transport";
import { cpuMs } from "./cpu-time";
import { failure } from "./errors-seen";
import { type FakeClient, fakeClient, httpResponse } from "./fakes";

const LIST: ApiRequest = {
	method: "GET",
	path: "/groups/7/projects",
	query: { search: "a&b", topic: undefined },
};
const ITEM = z.object({ id: z.int() });

type Tell = (next: number | undefined) => Record<string, string>;

/** How a server, or what a proxy leaves of its response, names the next page. */
const tellings: Record<string, Tell> = {
	"X-Next-Page": (next) => ({ "x-next-page": next === undefined ? "" : `${next}` }),
	Link: (next) => ({
		link: `${next === undefined ? "" : `<https://gitlab.internal/api/v4/groups/7/projects?id=7&page=${next}&per_page=100>; rel="next", `}<https://gitlab.internal/api/v4/groups/7/projects?id=7&page=1&per_page=100>; rel="first", <https://gitlab.internal/api/v4/groups/7/projects?id=7&page=9&per_page=100>; rel="last"`,
	}),
	both: (next) => ({ ...tellings["X-Next-Page"]?.(next), ...tellings.Link?.(next) }),
	"neither of both": () => ({}),
};

/** A server with `count` items, numbered from 1, that names the next page in the given way. */
function server(count: number, tell: Tell): FakeClient {
	return fakeClient(({ query }) => {
		const page = Number(query?.page);
		const size = Number(query?.per_page);
		const ids = Array.from({ length: count }, (_, index) => ({ id: index + 1 }));
		const next = page * size < count ? page + 1 : undefined;
		return httpResponse(200, ids.slice((page - 1) * size, page * size), tell(next));
	});
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("paginate", () => {
	for (const [how, tell] of Object.entries(tellings))
		for (const count of [0, 1, 20, 99, 100, 101, 200, 250])
			it(`yields all of ${count} items where the next page is named by ${how}`, async () => {
				const { client, lines } = server(count, tell);
				const pages = await collect(paginate(client, LIST, ITEM));
				expect(pages.flat().map(({ id }) => id)).to.deep.equal(numbers(count));
				// Where no next page is named, only a page that is not full is known to be the last.
				const requests =
					how === "neither of both" ? Math.floor(count / 100) + 1 : Math.max(1, Math.ceil(count / 100));
				expect(lines()).to.deep.equal(
					numbers(requests).map((page) => `GET /groups/7/projects?search=a&b&per_page=100&page=${page}`),
				);
			});

	it("requests no page before it is read", async () => {
		const { client, lines } = server(1_000, tellings.both as Tell);
		const pages = paginate(client, LIST, ITEM);
		expect(lines()).to.have.length(0);
		await pages.next();
		expect(lines()).to.have.length(1);
		await pages.next();
		expect(lines()).to.have.length(2);
		await pages.return();
		expect(await pages.next()).to.deep.equal({ done: true, value: undefined });
		expect(lines()).to.have.length(2);
	});

	it("requests no further page once its reader stops", async () => {
		const { client, lines } = server(1_000, tellings.both as Tell);
		for await (const { id } of itemsOf(paginate(client, LIST, ITEM))) if (id === 150) break;
		expect(lines()).to.have.length(2);
	});

	describe("with pages requested ahead", () => {
		const total = (count: number): Tell => {
			const tell = tellings.both as Tell;
			return (next) => ({ ...tell(next), "x-total": String(count) });
		};

		for (const [rows, ahead, requests] of [
			[100, 4, [1, 1]],
			[250, 4, [3, 3]],
			[1_000, 4, [5, 6]],
			[1_000, 1, [2, 3]],
			[1_000, 0, [1, 2]],
		] as const)
			it(`has sent ${requests.join(" and ")} requests after one and two pages of ${rows} rows, ${ahead} ahead`, async () => {
				const { client, lines } = server(rows, total(rows));
				const pages = paginate(client, LIST, ITEM, { ahead });
				await pages.next();
				const first = lines().length;
				await pages.next();
				expect([first, lines().length]).to.deep.equal(requests);
			});

		for (const rows of [0, 99, 100, 101, 250, 1_000])
			it(`yields each of ${rows} rows once, with one request for each page`, async () => {
				const { client, lines } = server(rows, total(rows));
				expect((await collect(paginate(client, LIST, ITEM, { ahead: 4 }))).flat()).to.deep.equal(
					numbers(rows).map((id) => ({ id })),
				);
				expect(lines()).to.have.length(Math.max(1, Math.ceil(rows / 100)));
			});

		it("requests one page after the other where GitLab reports no total", async () => {
			const { client, lines } = server(1_000, tellings.both as Tell);
			await paginate(client, LIST, ITEM, { ahead: 4 }).next();
			expect(lines()).to.have.length(1);
		});

		it("trusts the pages more than a total that is too high, or too low", async () => {
			for (const wrong of [10 ** 15, 101]) {
				const { client } = server(300, total(wrong));
				const pages = await collect(paginate(client, LIST, ITEM, { ahead: 4 }));
				expect(pages.flat()).to.have.length(300);
			}
		});

		it("fails where a page fails that was requested ahead, after the rows before it", async () => {
			const { client } = fakeClient(({ query }) => {
				const page = Number(query?.page);
				return page === 3
					? httpResponse(403, { message: "403 Forbidden" })
					: httpResponse(200, [{ id: page }], { "x-next-page": `${page + 1}`, "x-total": "900" });
			});
			const seen: number[] = [];
			const reading = (async () => {
				for await (const { id } of itemsOf(paginate(client, LIST, ITEM, { ahead: 8 }))) seen.push(id);
			})();
			await failure(reading, "GITLAB_FORBIDDEN");
			expect(seen).to.deep.equal([1, 2]);
		});
	});

	it("keeps to its own address, whatever host Link names", async () => {
		const { client, transport } = fakeClient((_, index) =>
			httpResponse(200, [{ id: index }], {
				link: index === 0 ? '<https://evil.example.com/steal?page=2>; rel="next"' : "",
			}),
		);
		expect(await collect(itemsOf(paginate(client, LIST, ITEM)))).to.have.length(2);
		expect(new Set(transport.sent.map(({ request }) => request.path))).to.deep.equal(new Set([LIST.path]));
	});

	for (const [name, next] of [
		["itself", "1"],
		["a page before", "0"],
		["a page further on, past others", "3"],
		["no number", "next"],
		["a fraction", "2.0"],
		["a negative number", "-2"],
		["an endless number", "9".repeat(30)],
	] as const)
		it(`fails where a page names ${name} as its next one`, async () => {
			const { client, lines } = fakeClient(() => httpResponse(200, [{ id: 1 }], { "x-next-page": next }));
			const error = await failure(collect(paginate(client, LIST, ITEM)), "GITLAB_RESPONSE_UNREADABLE");
			expect(error.message).to.include("page 1");
			expect(lines()).to.have.length(1);
		});

	it("fails where the second page names itself as the next one", async () => {
		const { client } = fakeClient(() => httpResponse(200, [{ id: 1 }], { "x-next-page": "2" }));
		const pages = paginate(client, LIST, ITEM);
		await pages.next();
		await pages.next();
		await failure(pages.next(), "GITLAB_RESPONSE_UNREADABLE");
	});

	it("fails where no next page is named and the same full page comes again", async () => {
		const full = Array.from({ length: 100 }, (_, id) => ({ id }));
		const { client, lines } = fakeClient(() => httpResponse(200, full));
		const error = await failure(collect(paginate(client, LIST, ITEM)), "GITLAB_RESPONSE_UNREADABLE");
		expect(error.message).to.include("page 2");
		expect(lines()).to.have.length(2);
	});

	it("fails for a list without end", async () => {
		const { client, lines } = fakeClient(({ query }) =>
			httpResponse(200, "[]", { "x-next-page": `${Number(query?.page) + 1}` }),
		);
		const error = await failure(collect(paginate(client, LIST, ITEM)), "GITLAB_RESPONSE_UNREADABLE");
		expect(error.message).to.include("pages");
		expect(lines()).to.have.length(10_000);
	});

	for (const [name, body] of [
		["no list", { message: "hello" }],
		["a list with something else in it", [{ id: 1 }, { id: "2" }]],
		["HTML", "<html></html>"],
	] as const)
		it(`fails for a page that is ${name}`, async () => {
			const { client } = fakeClient(() => httpResponse(200, body));
			await failure(collect(paginate(client, LIST, ITEM)), "GITLAB_RESPONSE_UNREADABLE");
		});

	it("fails where a later page fails, after the items before it", async () => {
		const { client } = fakeClient((_, index) =>
			index === 0
				? httpResponse(200, [{ id: 1 }], { "x-next-page": "2" })
				: httpResponse(403, { message: "403 Forbidden" }),
		);
		const seen: number[] = [];
		const reading = (async () => {
			for await (const { id } of itemsOf(paginate(client, LIST, ITEM))) seen.push(id);
		})();
		await failure(reading, "GITLAB_FORBIDDEN");
		expect(seen).to.deep.equal([1]);
	});

	it("respects a deadline", async () => {
		const { client, clock } = fakeClient(() => {
			clock.advance(60_000);
			return httpResponse(200, [{ id: 1 }], { "x-next-page": "2" });
		});
		const pages = paginate(client, LIST, ITEM, { deadline: { atMs: clock.now() + 30_000 } });
		await pages.next();
		await failure(pages.next(), "OPERATION_TIMEOUT");
	});
});

describe("collectAgreed", () => {
	/**
	 * A list of rows 1 to `count` that changes after a request, as given.
	 *
	 * @param totals Whether GitLab reports how many rows there are; it does not beyond 10,000.
	 */
	const moving = (
		count: number,
		change: (ids: number[], request: number) => void,
		{ totals = true, ahead }: { readonly totals?: boolean; readonly ahead?: number } = {},
	) => {
		const ids = numbers(count);
		let requests = 0;
		const fake = fakeClient(({ query }) => {
			const page = Number(query?.page);
			const rows = ids.slice((page - 1) * 100, page * 100).map((id) => ({ id }));
			const next = page * 100 < ids.length ? String(page + 1) : "";
			const total = totals ? { "x-total": String(ids.length) } : {};
			requests += 1;
			change(ids, requests);
			return httpResponse(200, rows, { "x-next-page": next, ...total });
		});
		const read = () => collectAgreed("projects", () => paginate(fake.client, LIST, ITEM, { ahead }));
		return { ids, read, asked: () => requests };
	};
	const idsOf = (rows: readonly { id: number }[]) => rows.map(({ id }) => id);
	/** Takes a row away after the first request. */
	const leaving = (ids: number[], request: number) => {
		if (request === 1) ids.splice(49, 1);
	};

	for (const count of [0, 1, 100])
		it(`costs one request where ${count} rows fit on one page`, async () => {
			const list = moving(count, () => {});
			expect(idsOf(await list.read())).to.deep.equal(numbers(count));
			expect(list.asked()).to.equal(1);
		});

	it("costs one request for each page where the totals agree with the rows", async () => {
		const list = moving(250, () => {});
		expect(idsOf(await list.read())).to.deep.equal(numbers(250));
		expect(list.asked()).to.equal(3);
	});

	it("misses no row where another one is deleted while pages are read", async () => {
		const list = moving(150, leaving);
		expect(idsOf(await list.read())).to.deep.equal(list.ids);
		expect(list.ids).to.include(101);
		expect(list.asked()).to.equal(4);
	});

	it("yields no row twice where one is added while pages are read", async () => {
		const list = moving(150, (ids, request) => {
			if (request === 1) ids.unshift(0);
		});
		expect(idsOf(await list.read())).to.deep.equal([0, ...numbers(150)]);
	});

	it("compares two readings where GitLab sends no totals", async () => {
		const still = moving(150, () => {}, { totals: false });
		expect(idsOf(await still.read())).to.deep.equal(numbers(150));
		expect(still.asked()).to.equal(4);
		const list = moving(150, leaving, { totals: false });
		expect(idsOf(await list.read())).to.deep.equal(list.ids);
		expect(list.asked()).to.equal(6);
	});

	it("misses no row that is there throughout, however many others are deleted and pages are requested ahead", () =>
		fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 101, max: 600 }),
				// One fewer than the readings: a change during each of them is an error.
				fc.dictionary(fc.integer({ min: 1, max: 12 }).map(String), fc.nat(599), { maxKeys: 4 }),
				fc.nat(8),
				async (count, deletions, ahead) => {
					const list = moving(
						count,
						(ids, request) => {
							const at = deletions[request];
							if (at !== undefined) ids.splice(at % ids.length, 1);
						},
						{ ahead },
					);
					const rows = idsOf(await list.read());
					expect(rows).to.include.members(list.ids);
					expect(rows).to.have.length(new Set(rows).size);
				},
			),
		));

	for (const totals of [true, false])
		it(`is an error where the list changes during five readings, ${totals ? "with" : "without"} totals`, async () => {
			const list = moving(190, (ids) => ids.shift(), { totals });
			const error = await failure(list.read(), "GITLAB_RESPONSE_UNREADABLE");
			expect(error.message).to.contain("list of projects changed during each of 5 reads");
			expect(list.asked()).to.equal(10);
		});
});

describe("nextPage", () => {
	const link = (...links: string[]) => ({ headers: new Map([["link", links.join(", ")]]) });
	const table: [string, { headers: Map<string, string> }, number | undefined][] = [
		["nothing", { headers: new Map() }, undefined],
		["X-Next-Page", { headers: new Map([["x-next-page", "2"]]) }, 2],
		["X-Next-Page with blanks", { headers: new Map([["x-next-page", " 2 "]]) }, 2],
		[
			"an empty X-Next-Page, though Link names one",
			{
				headers: new Map([
					["x-next-page", ""],
					["link", '<https://h/?page=3>; rel="next"'],
				]),
			},
			undefined,
		],
		["Link", link('<https://h/?page=3>; rel="next"'), 3],
		["Link without quotes", link("<https://h/?page=3>; rel=next"), 3],
		["Link with more parameters", link('<https://h/?page=3>; title="a"; rel="next"; x="y"'), 3],
		[
			"Link with others before it",
			link('<https://h/?page=1>; rel="prev"', '<https://h/?page=3>; rel="next"'),
			3,
		],
		[
			"Link with commas in the address",
			link('<https://h/?page=3&search=a,b,c>; rel="next"', '<https://h/?page=1>; rel="first"'),
			3,
		],
		["Link with commas and the page behind", link('<https://h/?topic=a,b&page=3>; rel="next"'), 3],
		["Link with per_page before page", link('<https://h/?per_page=100&page=3>; rel="next"'), 3],
		[
			"Link that ends",
			link('<https://h/?page=1>; rel="first"', '<https://h/?page=1>; rel="last"'),
			undefined,
		],
		["Link that only looks like next", link('<https://h/?page=3>; rel="nextish"'), undefined],
		["Link with next in the address only", link('<https://h/?page=3&rel="next">; rel="last"'), undefined],
		["Link by cursor", link('<https://h/?cursor=abc>; rel="next"'), Number.NaN],
		["an unreadable X-Next-Page", { headers: new Map([["x-next-page", "two"]]) }, Number.NaN],
		["an empty Link", link(""), undefined],
	];
	for (const [name, headers, page] of table)
		it(`${name}: ${page === undefined ? "none" : `page ${page}`}`, () => {
			expect(nextPage(headers)).to.deep.equal(page);
		});

	it("reads any headers as a number or as none, in time proportional to them", () => {
		const texts = fc.oneof(
			fc.string(),
			fc.stringMatching(/^(<[^>]{0,5}page=\d{1,3}>; ?rel="?next"?,? ?){0,3}$/),
		);
		fc.assert(
			fc.property(texts, texts, (header, linkHeader) => {
				expect(nextPage({ headers: new Map([["x-next-page", header]]) })).to.satisfy(isPage);
				expect(nextPage({ headers: new Map([["link", linkHeader]]) })).to.satisfy(isPage);
			}),
		);
		const took = cpuMs(() => {
			for (const piece of [
				"<",
				">",
				"<a>",
				"<a>;",
				",",
				";",
				" ",
				'<a>; rel="',
				"&page=",
				"<?page=1>; rel=",
				"<a>; x",
			])
				nextPage(link(piece.repeat(20_000)));
		});
		expect(took).to.be.lessThan(4_000);
	}).timeout(180_000);
});

/** `NaN` is what is no page number: no page comes after it. */
const isPage = (page: number | undefined) =>
	page === undefined || Number.isNaN(page) || Number.isSafeInteger(page);
