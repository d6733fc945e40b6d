import { expect } from "chai";
import fc from "fast-check";
import { COUNT_LIMIT, pageOf, paginated, paginationHeaders } from "../src/http/pagination";
import type { HttpRequest } from "../src/http/request";
import type { HttpResponse } from "../src/http/response";

const request: HttpRequest = {
	method: "GET",
	scheme: "http",
	host: "127.0.0.1:8929",
	path: "/api/v4/projects/grp%2Fproj/deploy_tokens",
	query: "",
	headers: {},
	body: Buffer.alloc(0),
	remoteAddress: "127.0.0.1",
};

describe("pageOf", () => {
	it("returns every row exactly once, in order", () => {
		const counts = fc.integer({ min: 0, max: 1000 });
		fc.assert(
			fc.property(counts, fc.integer({ min: 1, max: 150 }), (count, perPage) => {
				const rows = Array.from({ length: count }, (_, index) => index);
				const seen: number[] = [];
				for (let page: number | undefined = 1; page !== undefined; ) {
					const context = { request, externalUrl: new URL("http://gitlab.example.com"), params: {} };
					const response: HttpResponse = paginated(rows, (row) => row, {
						...context,
						page: { page, per_page: perPage },
					});
					seen.push(...(JSON.parse(response.body ?? "") as number[]));
					page = Number(response.headers["X-Next-Page"]) || undefined;
				}
				expect(seen).to.deep.equal(rows);
			}),
		);
	});

	for (const [params, count, expected] of [
		[{ page: 1, per_page: 20 }, 0, { number: 1, perPage: 20, total: 0, totalPages: 1 }],
		[{ page: 0, per_page: 1000 }, 45, { number: 1, perPage: 100, total: 45, totalPages: 1 }],
		[{ page: -3, per_page: -1 }, 45, { number: 1, perPage: 20, next: 2, total: 45, totalPages: 3 }],
		[
			{ page: 2, per_page: 20 },
			45,
			{ number: 2, perPage: 20, previous: 1, next: 3, total: 45, totalPages: 3 },
		],
		[{ page: 4, per_page: 20 }, 45, { number: 4, perPage: 20, total: 45, totalPages: 3 }],
		[
			{ page: 1, per_page: 100 },
			COUNT_LIMIT,
			{ number: 1, perPage: 100, next: 2, total: 10_000, totalPages: 100 },
		],
		[{ page: 1, per_page: 100 }, COUNT_LIMIT + 1, { number: 1, perPage: 100, next: 2 }],
	] as const)
		it(`page ${params.page} of ${params.per_page} in ${count} rows`, () => {
			const page = pageOf(params, count);
			const absent = { next: undefined, previous: undefined, total: undefined, totalPages: undefined };
			expect(page).to.deep.equal({ ...absent, ...expected });
		});
});

describe("paginationHeaders", () => {
	const page = pageOf({ page: 2, per_page: 1 }, 3);

	it("links to the configured host with the request's scheme and path, parameters sorted", () => {
		const params = { id: "grp/proj", active: true, page: 2, per_page: 1 };
		const { Link } = paginationHeaders(page, request, new URL("http://gitlab.example.com:8080"), params);
		const base = "http://gitlab.example.com:8080/api/v4/projects/grp%2Fproj/deploy_tokens";
		const link = (number: number, relation: string) =>
			`<${base}?active=true&id=grp%2Fproj&page=${number}&per_page=1>; rel="${relation}"`;
		expect(Link).to.equal([link(1, "prev"), link(3, "next"), link(1, "first"), link(3, "last")].join(", "));
	});

	for (const [externalUrl, scheme, authority] of [
		["https://gitlab.example.com", "http", "gitlab.example.com:443"],
		["https://gitlab.example.com", "https", "gitlab.example.com"],
		["http://gitlab.example.com", "http", "gitlab.example.com"],
		["http://gitlab.example.com", "https", "gitlab.example.com:80"],
	] as const)
		it(`keeps the scheme ${scheme} under ${externalUrl}`, () => {
			const { Link } = paginationHeaders(page, { ...request, scheme }, new URL(externalUrl), {});
			expect(Link).to.match(new RegExp(`^<${scheme}://${authority}/api/v4/`));
		});

	it("writes lists as Rails does", () => {
		const { Link } = paginationHeaders(page, request, new URL("http://h"), { topic: ["a b", "c"] });
		expect(Link).to.contain("topic%5B%5D=a+b&topic%5B%5D=c");
	});
});
