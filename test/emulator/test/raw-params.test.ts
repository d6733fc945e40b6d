import { expect } from "chai";
import { parseParams } from "../src/http/raw-params";
import type { HttpRequest } from "../src/http/request";

function request(more: Partial<HttpRequest> & { type?: string; text?: string } = {}): HttpRequest {
	const { type, text = "", ...rest } = more;
	return {
		method: "POST",
		scheme: "http",
		host: "h",
		path: "/api/v4/x",
		query: "",
		headers: type === undefined ? {} : { "content-type": type },
		body: Buffer.from(text),
		remoteAddress: "",
		...rest,
	};
}

const form = "application/x-www-form-urlencoded";

async function params(more: Parameters<typeof request>[0]): Promise<unknown> {
	const parsed = await parseParams(request(more));
	return "params" in parsed ? JSON.parse(JSON.stringify(parsed.params)) : parsed;
}

describe("parseParams", () => {
	for (const [text, expected] of [
		["a=1&b=2", { a: "1", b: "2" }],
		["a=1&a=2", { a: "2" }],
		["a[]=1&a[]=2", { a: ["1", "2"] }],
		["a%5B%5D=1&a%5B%5D=2", { a: ["1", "2"] }],
		["a[]=1", { a: ["1"] }],
		["a[b]=1", { a: { b: "1" } }],
		["a", { a: null }],
		["a=", { a: "" }],
		["a=x+y%2Bz", { a: "x y+z" }],
		["__proto__[x]=1&constructor=2", { constructor: "2" }],
	] as const)
		it(`reads the form ${text}`, async () => {
			expect(await params({ type: form, text })).to.deep.equal(expected);
			expect(await params({ query: text })).to.deep.equal(expected);
		});

	it("reads indices as a hash, as Rails does", async () => {
		const parsed = (await params({ type: form, text: "a[0]=x&a[1]=y" })) as { a: unknown };
		expect(parsed.a).to.be.an("object").and.not.an("array");
	});

	it("keeps long lists as lists", async () => {
		const text = Array.from({ length: 500 }, (_, index) => `a[]=${index}`).join("&");
		const parsed = (await params({ type: form, text })) as { a: unknown[] };
		expect(parsed.a).to.be.an("array").with.length(500);
	});

	it("reads multipart forms", async () => {
		const text =
			'--x\r\nContent-Disposition: form-data; name="a[]"\r\n\r\n1 & 2\r\n' +
			'--x\r\nContent-Disposition: form-data; name="a[]"\r\n\r\né\r\n--x--\r\n';
		expect(await params({ type: "multipart/form-data; boundary=x", text })).to.deep.equal({
			a: ["1 & 2", "é"],
		});
	});

	it("lets the body win over the query", async () => {
		const type = "application/json; charset=utf-8";
		expect(await params({ query: "a=1&b=2", type, text: '{"a":3}' })).to.deep.equal({ a: 3, b: "2" });
	});

	for (const text of ["[1]", '"a"', "1", "null", "true"])
		it(`finds no parameters in the JSON ${text}`, async () => {
			expect(await params({ type: "application/json", text })).to.deep.equal({});
		});

	it("reads a body without a type as JSON", async () => {
		expect(await params({ text: '{"a":1}' })).to.deep.equal({ a: 1 });
	});

	for (const [title, more] of [
		["a NUL in the query", { query: "a=%00" }],
		["a NUL in JSON", { type: "application/json", text: '{"a":{"b":["\\u0000"]}}' }],
		["a NUL in the path", { path: "/a%00" }],
		["invalid UTF-8 in the query", { query: "a=%FF" }],
		["invalid UTF-8 in the path", { path: "/%FF" }],
		["half an escape", { query: "a=%2" }],
		["half a character in JSON", { type: "application/json", text: '{"a":"\\ud800"}' }],
		["invalid UTF-8 in JSON", { type: "application/json", body: Buffer.from([0x22, 0xff, 0x22]) }],
	] as const)
		it(`calls ${title} malformed`, async () => {
			const parsed = await parseParams(request(more));
			expect(parsed).to.have.property("malformed");
		});

	for (const [type, text, status] of [
		["application/json", "{", 400],
		["text/plain", "a", 415],
		["application/xml", "<a/>", 415],
	] as const)
		it(`answers ${status} for ${type}`, async () => {
			const parsed = await parseParams(request({ type, text, query: "q=1" }));
			expect(parsed).to.have.nested.property("unreadableBody.status", status);
			expect(parsed).to.have.nested.property("query.q", "1");
		});
});
