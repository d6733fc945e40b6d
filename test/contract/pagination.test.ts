import { expect } from "chai";
import { group, owners, project } from "./deploy-token-routes";
import type { HttpResponse } from "./exchange";
import { expectResponse, ids } from "./expectations";
import { control, itInWorld, itNeeds, send, useTarget } from "./target";
import { externalUrl, row, world } from "./world";

const manyRows = Array.from({ length: 45 }, (_, index) => row(index + 1, { project: "grp/proj" }));
const manyTokens = world({ deployTokens: manyRows });
const idsFrom = (first: number, last: number) =>
	Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** The link header as GitLab writes it for these relations, each with the query of its page. */
function link(path: string, relations: [string, string][]): string {
	return relations
		.map(([relation, query]) => `<${externalUrl}/api/v4${path}?${query}>; rel="${relation}"`)
		.join(", ");
}

function expectPage(
	response: HttpResponse,
	page: Record<"x-page" | "x-next-page" | "x-prev-page", string>,
): void {
	expect(response.headers).to.include(page);
}

describe("pagination of 45 tokens", () => {
	useTarget();
	const path = "/projects/5/deploy_tokens";
	const pages = (...relations: [string, number][]) =>
		link(
			path,
			relations.map(([relation, page]) => [relation, `id=5&page=${page}&per_page=20`]),
		);
	const paged = (title: string, run: () => Promise<void>) => itInWorld(manyTokens, title, run);

	paged("returns the first twenty without parameters, with every header", async () => {
		const response = await project.list();
		expect(ids(response)).to.deep.equal(idsFrom(1, 20));
		expect(response.headers).to.include({
			"x-per-page": "20",
			"x-page": "1",
			"x-next-page": "2",
			"x-prev-page": "",
			"x-total": "45",
			"x-total-pages": "3",
		});
		expect(response.headers.link).to.equal(pages(["next", 2], ["first", 1], ["last", 3]));
	});

	paged("returns prev, next, first and last in the middle, in that order", async () => {
		const response = await project.list("page=2");
		expect(ids(response)).to.deep.equal(idsFrom(21, 40));
		expectPage(response, { "x-page": "2", "x-next-page": "3", "x-prev-page": "1" });
		expect(response.headers.link).to.equal(pages(["prev", 1], ["next", 3], ["first", 1], ["last", 3]));
	});

	paged("returns the last five on the last page, without next", async () => {
		const response = await project.list("page=3");
		expect(ids(response)).to.deep.equal(idsFrom(41, 45));
		expectPage(response, { "x-page": "3", "x-next-page": "", "x-prev-page": "2" });
		expect(response.headers.link).to.equal(pages(["prev", 2], ["first", 1], ["last", 3]));
	});

	paged("returns an empty page past the end, with the totals", async () => {
		const response = await project.list("page=4");
		expectResponse(response, 200, []);
		expectPage(response, { "x-page": "4", "x-next-page": "", "x-prev-page": "" });
		expect(response.headers).to.include({ "x-total": "45", "x-total-pages": "3", "x-per-page": "20" });
		expect(response.headers.link).to.equal(pages(["first", 1], ["last", 3]));
	});

	paged("refuses per_page=0", async () => {
		expectResponse(await project.list("per_page=0"), 400, { error: "per_page has a value not allowed" });
	});

	paged("treats per_page=-1 as twenty", async () => {
		const response = await project.list("per_page=-1");
		expect(ids(response)).to.deep.equal(idsFrom(1, 20));
		expect(response.headers).to.include({ "x-per-page": "20", "x-total-pages": "3" });
	});

	for (const [query, error] of [
		["page=abc", "page is invalid"],
		["page=1.5", "page is invalid"],
		["per_page=abc", "per_page is invalid"],
	] as const)
		paged(`refuses ${query}`, async () => {
			expectResponse(await project.list(query), 400, { error });
		});

	for (const query of ["page=0", "page=-1", "page=", "per_page=", "page=&per_page="])
		paged(`treats ${query} as the first page of twenty`, async () => {
			const response = await project.list(query);
			expect(ids(response)).to.deep.equal(idsFrom(1, 20));
			expect(response.headers).to.include({ "x-page": "1", "x-per-page": "20", "x-next-page": "2" });
		});

	paged("clamps per_page to a hundred, in the links too", async () => {
		const response = await project.list("per_page=1000");
		expect(ids(response)).to.deep.equal(idsFrom(1, 45));
		expect(response.headers).to.include({ "x-per-page": "100", "x-total-pages": "1", "x-next-page": "" });
		expect(response.headers.link).to.equal(
			link(path, [
				["first", "id=5&page=1&per_page=100"],
				["last", "id=5&page=1&per_page=100"],
			]),
		);
	});

	paged("returns the requested page size", async () => {
		const response = await project.list("per_page=15&page=3");
		expect(ids(response)).to.deep.equal(idsFrom(31, 45));
		expect(response.headers).to.include({ "x-per-page": "15", "x-total-pages": "3", "x-next-page": "" });
	});

	paged("repeats the query and the id of the path in every link, sorted", async () => {
		const response = await project.list("active=true");
		expect(response.headers.link).to.equal(
			link(path, [
				["next", "active=true&id=5&page=2&per_page=20"],
				["first", "active=true&id=5&page=1&per_page=20"],
				["last", "active=true&id=5&page=3&per_page=20"],
			]),
		);
	});

	paged("repeats unknown parameters in the links, and escapes the project's path", async () => {
		const byPath = "/projects/grp%2Fproj/deploy_tokens";
		const response = await send("GET", `${byPath}?zebra=1&apple=2&page=3`, { as: "maint" });
		expect(response.headers.link).to.equal(
			link(byPath, [
				["prev", "apple=2&id=grp%2Fproj&page=2&per_page=20&zebra=1"],
				["first", "apple=2&id=grp%2Fproj&page=1&per_page=20&zebra=1"],
				["last", "apple=2&id=grp%2Fproj&page=3&per_page=20&zebra=1"],
			]),
		);
	});

	paged("repeats a private_token of the query in the links", async () => {
		const response = await send("GET", `${path}?private_token=glpat-of-maint`);
		expect(ids(response)).to.have.length(20);
		expect(response.headers.link).to.equal(
			link(path, [
				["next", "id=5&page=2&per_page=20&private_token=glpat-of-maint"],
				["first", "id=5&page=1&per_page=20&private_token=glpat-of-maint"],
				["last", "id=5&page=3&per_page=20&private_token=glpat-of-maint"],
			]),
		);
	});

	paged("has no id in the links of the instance list", async () => {
		const response = await send("GET", "/deploy_tokens?page=2", { as: "admin" });
		expect(response.headers.link).to.equal(
			link("/deploy_tokens", [
				["prev", "page=1&per_page=20"],
				["next", "page=3&per_page=20"],
				["first", "page=1&per_page=20"],
				["last", "page=3&per_page=20"],
			]),
		);
	});

	paged("counts only the active ones with active=true", async () => {
		for (const id of idsFrom(1, 30)) await control().revoke(id);
		const response = await project.list("active=true&per_page=10");
		expect(ids(response)).to.deep.equal(idsFrom(31, 40));
		expect(response.headers).to.include({ "x-total": "15", "x-total-pages": "2" });
	});

	paged("responds to HEAD with the same headers and no body", async () => {
		const got = await project.list("page=2");
		const head = await project.send("HEAD", "?page=2");
		expect(head.status).to.equal(200);
		expect(head.text).to.equal("");
		const same = ["x-page", "x-per-page", "x-next-page", "x-prev-page", "x-total", "x-total-pages", "link"];
		for (const name of [...same, "content-type"])
			expect(head.headers[name], name).to.equal(got.headers[name]);
	});

	paged("reads the parameters of a list from a form, and not from a JSON body", async () => {
		expect(ids(await project.list("", { json: { page: 2, per_page: 10 } }))).to.deep.equal(idsFrom(1, 20));
		expect(ids(await project.list("", { form: "page=2&per_page=10" }))).to.deep.equal(idsFrom(11, 20));
	});
});

describe("pagination at the edges", () => {
	useTarget();

	for (const owner of owners)
		it(`${owner.kind}: has one page for an empty list, with a first and a last link`, async () => {
			const response = await owner.list();
			expectResponse(response, 200, []);
			expect(response.headers).to.include({ "x-total": "0", "x-total-pages": "1", "x-page": "1" });
			expect(response.headers).to.include({ "x-next-page": "", "x-prev-page": "", "x-per-page": "20" });
			const relations = [...String(response.headers.link).matchAll(/rel="(\w+)"/g)].map(([, name]) => name);
			expect(relations).to.deep.equal(["first", "last"]);
		});

	itNeeds("control", "has no next on a full last page", async () => {
		const rows = idsFrom(1, 40).map((id) => row(id, { group: "grp" }));
		await control().reset(world({ deployTokens: rows }));
		const response = await group.list("page=2");
		expect(ids(response)).to.deep.equal(idsFrom(21, 40));
		expect(response.headers).to.include({ "x-next-page": "", "x-total-pages": "2" });
	});

	for (const [externally, expected] of [
		["http://git.example.org", "http://git.example.org/api/v4"],
		["https://git.example.org:8443", "http://git.example.org:8443/api/v4"],
		["https://git.example.org", "http://git.example.org:443/api/v4"],
	] as const)
		itInWorld(
			world({ instance: { externalUrl: externally } }),
			`links to host and port of ${externally} with the scheme of the request`,
			async () => {
				const response = await group.list("", { headers: { Host: "elsewhere.example.com" } });
				const query = "?id=7&page=1&per_page=20";
				expect(response.headers.link).to.equal(
					["first", "last"]
						.map((relation) => `<${expected}/groups/7/deploy_tokens${query}>; rel="${relation}"`)
						.join(", "),
				);
			},
		);

	itNeeds("control", "omits the totals and the last link only over 10,000 rows", async function () {
		this.timeout(20_000);
		const rows = idsFrom(1, 10_001).map((id) => row(id, { project: "grp/proj" }));
		await control().reset(world({ deployTokens: rows }));
		const many = await send("GET", "/deploy_tokens?page=3", { as: "admin" });
		expect(ids(many)).to.deep.equal(idsFrom(41, 60));
		expect(many.headers).not.to.have.any.keys("x-total", "x-total-pages");
		expectPage(many, { "x-page": "3", "x-next-page": "4", "x-prev-page": "2" });
		expect(many.headers.link).to.equal(
			link("/deploy_tokens", [
				["prev", "page=2&per_page=20"],
				["next", "page=4&per_page=20"],
				["first", "page=1&per_page=20"],
			]),
		);
		await control().remove(10_001);
		const fewer = await send("GET", "/deploy_tokens", { as: "admin" });
		expect(fewer.headers).to.include({ "x-total": "10000", "x-total-pages": "500" });
		expect(fewer.headers.link).to.contain('rel="last"');
	});
});
