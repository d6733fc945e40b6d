import { expect } from "chai";
import { assertLocalCaller } from "../src/control/origin-guard";
import type { HttpRequest } from "../src/http/request";
import { Rejection } from "../src/http/response";

function from(host: string, method = "GET", headers: HttpRequest["headers"] = {}) {
	const rest = { scheme: "http", path: "/", query: "", body: Buffer.alloc(0), remoteAddress: "" };
	return () => assertLocalCaller({ ...rest, method, host, headers }, "box.lan", "gitlab.example.com");
}

describe("assertLocalCaller", () => {
	for (const host of [
		"127.0.0.1:8929",
		"localhost:8929",
		"LOCALHOST",
		"[::1]:8929",
		"10.0.0.5",
		"emulator:8929",
		"a.localhost",
		"box.lan:1",
		"gitlab.example.com",
	])
		it(`accepts ${host}`, () => {
			expect(from(host)).not.to.throw();
		});

	for (const host of ["", "evil.example", "127.0.0.1.evil.example:8929", "localhost.evil.example", "a:b:c"])
		it(`refuses ${host === "" ? "an empty host" : host}`, () => {
			expect(from(host)).to.throw(Rejection);
		});

	it("accepts a form of the emulator's own page, and of no other", () => {
		const host = "127.0.0.1:8929";
		expect(from(host, "POST", { origin: `http://${host}`, "sec-fetch-site": "same-origin" })).not.to.throw();
		for (const origin of ["http://127.0.0.1:8930", "https://127.0.0.1:8929", "null", "http://evil.example"]) {
			expect(from(host, "POST", { origin })).to.throw(Rejection);
		}
	});
});
