import { expect } from "chai";
import { readRequest } from "../src/http/raw-params";
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
const json = "application/json";

function params(more: Parameters<typeof request>[0]): unknown {
	const { params: read, refusal, formatError } = readRequest(request(more));
	expect({ refusal, formatError }).to.deep.equal({ refusal: undefined, formatError: undefined });
	return JSON.parse(JSON.stringify(read));
}

describe("readRequest", () => {
	for (const [text, expected] of [
		["a=1&b=2", { a: "1", b: "2" }],
		["a=1&a=2", { a: "2" }],
		["a[]=1&a[]=2", { a: ["1", "2"] }],
		["a%5B%5D=1&a%5B%5D=2", { a: ["1", "2"] }],
		["a[]=1", { a: ["1"] }],
		["a[b]=1", { a: { b: "1" } }],
		["a[0]=x&a[1]=y", { a: { 0: "x", 1: "y" } }],
		["a", { a: null }],
		["a=", { a: "" }],
		["a=x+y%2Bz", { a: "x y+z" }],
		["constructor=2", { constructor: "2" }],
	] as const)
		it(`reads the form ${text}`, () => {
			expect(params({ type: form, text })).to.deep.equal(expected);
			expect(params({ query: text })).to.deep.equal(expected);
		});

	it("treats __proto__ as a name like any other", () => {
		const { params: read } = readRequest(request({ query: "__proto__[x]=1" }));
		expect(Object.keys(read)).to.deep.equal(["__proto__"]);
		expect(({} as { x?: string }).x).to.equal(undefined);
	});

	it("keeps long lists as lists", () => {
		const text = Array.from({ length: 500 }, (_, index) => `a[]=${index}`).join("&");
		const read = params({ type: form, text }) as { a: unknown[] };
		expect(read.a).to.be.an("array").with.length(500);
	});

	it("reads multipart forms", () => {
		const text =
			'--x\r\nContent-Disposition: form-data; name="a[]"\r\n\r\n1 & 2\r\n' +
			'--x\r\nContent-Disposition: form-data; name="a[]"\r\n\r\né\r\n--x--\r\n';
		expect(params({ type: "multipart/form-data; boundary=x", text })).to.deep.equal({ a: ["1 & 2", "é"] });
	});

	it("prefers the body to the query", () => {
		const type = "application/json; charset=utf-8";
		expect(params({ query: "a=1&b=2", type, text: '{"a":3}' })).to.deep.equal({ a: 3, b: "2" });
	});

	for (const text of ["[1]", '"a"', "1", "null", "true"])
		it(`finds no parameters in the JSON ${text}`, () => {
			expect(params({ type: json, text })).to.deep.equal({});
		});

	it("does not read JSON on a GET", () => {
		expect(params({ method: "GET", type: json, text: '{"a":1}' })).to.deep.equal({});
	});

	for (const [title, more] of [
		["a NUL in the query", { query: "a=%00" }],
		["a NUL in JSON", { type: json, text: '{"a":{"b":["\\u0000"]}}' }],
		["a NUL in the path", { path: "/a%00" }],
		["invalid UTF-8 in the query", { query: "a=%FF" }],
		["invalid UTF-8 in the path", { path: "/%FF" }],
		["half an escape", { query: "a=%2" }],
		["a lone surrogate in JSON", { type: json, text: '{"a":"\\ud800"}' }],
		["invalid UTF-8 in JSON", { type: json, body: Buffer.from([0x22, 0xff, 0x22]) }],
		["half an object", { type: json, text: "{" }],
	] as const)
		it(`refuses ${title} with 400 before a route is matched`, () => {
			expect(readRequest(request(more)).refusal).to.include({ status: 400, body: "Bad Request" });
		});

	for (const type of ["text/plain", "application/xml", undefined])
		it(`refuses a body of type ${type} with 415, and keeps the query`, () => {
			const read = readRequest(request({ ...(type === undefined ? {} : { type }), text: "a", query: "q=1" }));
			expect(read).to.have.nested.property("formatError.status", 415);
			expect(read).to.have.nested.property("params.q", "1");
		});
});
