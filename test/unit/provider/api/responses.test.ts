import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import type { ErrorCode } from "../../../../provider/api/error-codes";
import { rememberSecret } from "../../../../provider/api/redaction";
import {
	errorDetail,
	httpError,
	parseJson,
	parseResponse,
	refusesWrites,
	unreadable,
} from "../../../../provider/api/responses";
import type { ApiRequest } from "../../../../provider/api/transport";
import { cpuMs } from "./cpu-time";
import { expectNoSecret, shownForms, thrown } from "./errors-seen";
import { httpResponse, settingsOf } from "./fakes";

const GET: ApiRequest = { method: "GET", path: "/projects/5/deploy_tokens/1" };
const POST: ApiRequest = { method: "POST", path: "/projects/grp%2Fproj/deploy_tokens" };
const settings = settingsOf();

const UNAUTHORIZED = { message: "401 Unauthorized" };
const REVOKED = {
	error: "invalid_token",
	error_description: "Token was revoked. You have to re-authorize from the user.",
};
const INSUFFICIENT_SCOPE = {
	error: "insufficient_scope",
	error_description: "Higher privileges.",
	scope: "api read_api",
};

describe("errorDetail", () => {
	const table: [string, unknown, string][] = [
		["a message", { message: "401 Unauthorized" }, "401 Unauthorized"],
		["the model's sentence", { message: "Scopes can't be blank" }, "Scopes can't be blank"],
		["an error", { error: "name is missing, scopes is missing" }, "name is missing, scopes is missing"],
		[
			"an error with a description",
			{ error: "invalid_token", error_description: "Token was revoked." },
			"invalid_token: Token was revoked.",
		],
		["a description alone", { error_description: "Token was revoked." }, "Token was revoked."],
		[
			"a message of fields",
			{ message: { name: ["is too long"], scopes: ["is bad", "is odd"] } },
			"name is too long; scopes is bad, is odd",
		],
		["a message of one field as text", { message: { error: "Try again later." } }, "error Try again later."],
		["a message of a field as number", { message: { base: 7 } }, "base 7"],
		["a list of messages", { message: ["one", "two"] }, "one, two"],
		["a message of nothing", { message: null }, '{"message":null}'],
		["an empty message", { message: "" }, '{"message":""}'],
		["a message of nothing but a bell", { message: "\u0007" }, '{"message":"\\u0007"}'],
		["nothing but a bell", "\u0007", "an empty response"],
		["a nested message", { message: { a: { b: 1 } } }, '{"message":{"a":{"b":1}}}'],
		["a list of objects", { message: [{ a: 1 }] }, '{"message":[{"a":1}]}'],
		["an error that is no text", { error: { code: 1 } }, '{"error":{"code":1}}'],
		["JSON text", '"only text"', "only text"],
		["a JSON number", "42", "42"],
		["a JSON null", "null", "null"],
		["a JSON list", "[1,2]", "[1,2]"],
		["an object without words", "{}", "{}"],
		["plain text", "Retry later\n", "Retry later"],
		["nothing", "", "an empty response"],
		["blanks", " \n", "an empty response"],
		["HTML", "<!DOCTYPE html><title>502</title>", "an HTML page, not a response of GitLab's API"],
		["indented HTML", "\n  <html></html>", "an HTML page, not a response of GitLab's API"],
		["half a document", '{"message":"40', '{"message":"40'],
		[
			"several lines",
			{ error: "\nProblem:\n  message body\n  does not match " },
			"Problem: message body does not match",
		],
		[
			"a method for a name",
			{ message: { a: { toString: 1, valueOf: 2 } } },
			'{"message":{"a":{"toString":1,"valueOf":2}}}',
		],
		["a method in a list", { message: [{ toString: null }] }, '{"message":[{"toString":null}]}'],
	];
	for (const [name, body, detail] of table)
		it(`reads ${name}`, () => {
			expect(errorDetail(httpResponse(400, body))).to.equal(detail);
		});

	it("shortens what is long", () => {
		const detail = errorDetail(httpResponse(400, { message: "x".repeat(5_000) }));
		expect(detail).to.match(/^x{300}…$/);
	});

	it("passes no control characters on to a terminal", () => {
		const detail = errorDetail(httpResponse(400, { message: "a\u001b[31mred\u0007\u009b2J\u0000b\u007f" }));
		expect(detail).to.equal("a [31mred 2J b");
	});

	it("leaves no part of a secret where it shortens", () => {
		const secret = "0123456789".repeat(3);
		rememberSecret(secret);
		for (let length = 260; length <= 310; length += 1) {
			const detail = errorDetail(httpResponse(400, { message: `${"x".repeat(length)}${secret}` }));
			expect(detail).to.not.include("012");
		}
	});

	it("reads any text and any JSON as one short line", () => {
		const hostile = fc.record(
			{
				message: fc
					.anything({ withNullPrototype: false })
					.map((value) => JSON.parse(JSON.stringify(value) ?? "0") as unknown),
				error: fc.jsonValue(),
				error_description: fc.jsonValue(),
				toString: fc.jsonValue(),
				__proto__: fc.jsonValue(),
			},
			{ requiredKeys: [] },
		);
		const texts = fc.oneof(
			fc.string({ unit: "binary" }),
			fc.json(),
			hostile.map((value) => JSON.stringify(value)),
		);
		fc.assert(
			fc.property(texts, (text) => {
				const detail = errorDetail(httpResponse(500, text));
				expect(detail).to.not.equal("");
				expect(detail.length).to.be.at.most(301);
				expect(detail).to.not.match(/\p{Cc}/u);
			}),
		);
	});

	it("survives deeply nested lists", () => {
		const deep = `{"message":${"[".repeat(50_000)}1${"]".repeat(50_000)}}`;
		expect(errorDetail(httpResponse(500, deep))).to.match(/^\{"message":\[+…$/);
	});

	it("takes time proportional to the length of the text", () => {
		const took = cpuMs(() => {
			for (const piece of [" ", "\n", "<", "{", '"', "a ", "\u0000"])
				errorDetail(httpResponse(500, piece.repeat(1e6)));
		});
		expect(took).to.be.lessThan(4_000);
	}).timeout(180_000);
});

describe("parseJson", () => {
	it("returns undefined for invalid JSON", () => {
		expect(parseJson("{")).to.equal(undefined);
		expect(parseJson("")).to.equal(undefined);
		expect(parseJson('{"a":1}')).to.deep.equal({ a: 1 });
	});
});

describe("httpError", () => {
	type Case = readonly [name: string, status: number, body: unknown, hint: RegExp];
	const cases: Partial<Record<ErrorCode, readonly Case[]>> = {
		GITLAB_REJECTED: [
			["a parameter", 400, { error: "name is missing, scopes is missing" }, /Fix the field/],
			["the model", 400, { message: "Scopes can't be blank" }, /Fix the field/],
			["a NUL byte", 400, "Bad Request", /Fix the field/],
			["a conflict", 409, { message: "409 Conflict: Resource lock" }, /Fix the field/],
			["what cannot be processed", 422, { message: { name: ["is bad"] } }, /Fix the field/],
		],
		GITLAB_UNAUTHORIZED: [
			["an unknown credential", 401, UNAUTHORIZED, /GITLAB_TOKEN.*gitlab:token.*expired or revoked/],
			["a revoked credential", 401, REVOKED, /Set a valid one/],
		],
		GITLAB_FORBIDDEN: [
			["a missing role", 403, { message: "403 Forbidden" }, /role Maintainer on the project/],
			["a missing scope", 403, INSUFFICIENT_SCOPE, /scope `api`/],
			[
				"a missing fine-grained permission",
				403,
				{ error: "insufficient_granular_scope", error_description: "No." },
				/scope `api`/,
			],
		],
		GITLAB_OWNER_NOT_VISIBLE: [
			["an invisible project", 404, { message: "404 Project Not Found" }, /membership/],
			["an invisible group", 404, { message: "404 Group Not Found" }, /membership/],
		],
		GITLAB_NOT_FOUND: [["a deleted token", 404, { message: "404 Not found" }, /does not exist/]],
		GITLAB_NO_SUCH_ROUTE: [
			["an unknown route", 404, { error: "404 Not Found" }, /GITLAB_BASE_URL.*gitlab:baseUrl.*%2F.*14\.9/],
			["a route of another server", 404, { message: "404 Not Found" }, /%2F/],
			["a proxy's 404", 404, "<html>Not found</html>", /%2F/],
			["an empty 404", 404, "", /%2F/],
			["a 404 that is null", 404, "null", /%2F/],
		],
		GITLAB_OWNER_MOVED: [
			[
				"a moved project",
				405,
				{ message: "Non GET methods are not allowed for moved projects" },
				/new path or its ID/,
			],
		],
		GITLAB_RATE_LIMITED: [
			["a limit", 429, "Retry later\n", /Wait/],
			[
				"an application's limit",
				429,
				{ message: { error: "This endpoint has been requested too many times. Try again later." } },
				/Wait/,
			],
		],
		GITLAB_SERVER_ERROR: [
			["a fault", 500, { message: "500 Internal Server Error" }, /health/],
			["a proxy's fault", 502, "<html><h1>502 Bad Gateway</h1></html>", /health/],
			["a maintenance page", 503, "", /health/],
			["a late proxy", 504, "upstream timed out", /health/],
			["a status of no class", 600, "", /health/],
		],
		GITLAB_REDIRECTED: [
			["a redirect", 302, "", /GITLAB_BASE_URL.*gitlab:baseUrl/],
			["not modified", 304, "", /GITLAB_BASE_URL/],
		],
		GITLAB_UNEXPECTED_STATUS: [
			["an old API", 410, { error: "API V3 is no longer supported. Use API V4 instead." }, /is a GitLab/],
			[
				"a content type",
				415,
				{ error: "The provided content-type 'text/plain' is not supported." },
				/is a GitLab/,
			],
			["an early hint", 103, "", /is a GitLab/],
		],
	};
	for (const [code, ofCode] of Object.entries(cases) as [ErrorCode, readonly Case[]][])
		for (const [name, status, body, hint] of ofCode)
			it(`reports ${name} (${status}) as ${code}`, () => {
				const error = thrown(() => {
					throw httpError(GET, httpResponse(status, body), settings);
				}, code);
				expect(error.hint).to.match(hint);
				expect(error).to.include({ status, method: "GET", path: GET.path, name: "GitLabHttpError" });
				expect(error.message).to.include(`GitLab responded with ${status} to GET ${GET.path}: `);
				expect(error.message).to.include(errorDetail(httpResponse(status, body)));
			});

	describe("names what is missing for a 403", () => {
		const hintOf = (method: ApiRequest["method"], path: string, message: string) =>
			httpError({ method, path }, httpResponse(403, { message }), settings).hint;
		const plain = "403 Forbidden";

		it("the role Maintainer, on a project for every method, in a group to read", () => {
			expect(hintOf("POST", "/projects/5/deploy_tokens", plain)).to.equal(
				"Grant the credential's user the role Maintainer on the project.",
			);
			expect(hintOf("GET", "/groups/7/deploy_tokens", plain)).to.equal(
				"Grant the credential's user the role Maintainer in the group.",
			);
		});

		for (const method of ["POST", "DELETE"] as const)
			it(`the role Owner for ${method} in a group, or that it is archived, which GitLab reports with the same message`, () => {
				expect(hintOf(method, "/groups/7/deploy_tokens", plain)).to.match(
					/role Owner.*archived: unarchive it/,
				);
			});

		for (const path of ["/projects/5/deploy_tokens", "/groups/7/deploy_tokens"])
			it(`but no role where GitLab reports that ${path} is archived`, () => {
				const hint = hintOf("POST", path, "403 Forbidden - The owner is archived");
				expect(hint)
					.to.match(/is archived: unarchive it, or remove its tokens/)
					.and.not.include("role");
			});

		it("an administrator's credential for the tokens of the whole instance", () => {
			expect(hintOf("GET", "/deploy_tokens", plain)).to.match(/administrator/);
		});
	});

	describe("reports an instance that accepts no writes as GITLAB_READ_ONLY", () => {
		const sentence = "You cannot perform write operations on a read-only instance";
		for (const [name, response] of [
			["for the 403 of the read-only middleware", httpResponse(403, { message: sentence })],
			[
				"for the 503 of maintenance mode",
				httpResponse(503, { message: "System is in maintenance mode" }, { "retry-after": "60" }),
			],
		] as const)
			it(name, () => {
				const error = httpError(POST, response, settings);
				expect(error.code).to.equal("GITLAB_READ_ONLY");
				expect(error.hint)
					.to.match(/Run again once it is writable/)
					.and.not.include("role");
			});

		for (const [name, response] of [
			["another 403", httpResponse(403, { message: "403 Forbidden" })],
			["a proxy's page", httpResponse(503, "<html>in maintenance mode</html>")],
			["a 502 with the same words", httpResponse(502, { message: "System is in maintenance mode" })],
			["words that are no text", httpResponse(503, { message: ["in maintenance mode"] })],
		] as const)
			it(`but not ${name}`, () => {
				expect(refusesWrites(response)).to.equal(false);
			});
	});

	it("names the settings of the connection that was used", () => {
		const other = { ...settings, connection: "our-git" };
		expect(httpError(GET, httpResponse(401, ""), other).hint)
			.to.include("OUR_GIT_TOKEN")
			.and.include("our-git:token");
		expect(httpError(GET, httpResponse(302, ""), other).hint).to.include("OUR_GIT_BASE_URL");
	});

	it("includes the request ID", () => {
		const error = httpError(GET, httpResponse(500, "", { "x-request-id": "01JABCDEF" }), settings);
		expect(error.requestId).to.equal("01JABCDEF");
		expect(error.message).to.include("01JABCDEF");
	});

	for (const id of ["", "x".repeat(2_000), "a b", "a\u001b[31m", "ä"])
		it(`does not accept ${JSON.stringify(id.slice(0, 20))} as a request ID`, () => {
			const error = httpError(GET, httpResponse(500, "", { "x-request-id": id }), settings);
			expect(error.requestId).to.equal(undefined);
			expect(error.message).to.not.include("request ID");
		});

	it("shows neither header nor query nor body", () => {
		const secret = "never/to+be=seen-0815";
		rememberSecret(secret);
		const request: ApiRequest = { ...POST, query: { private_token: secret }, body: { name: secret } };
		const error = httpError(
			request,
			httpResponse(
				400,
				{ message: `bad ${secret}` },
				{ "set-cookie": secret, "x-request-id": secret, location: secret },
			),
			settings,
		);
		expectNoSecret(error, secret);
		expect(shownForms(error)).to.not.include("private_token");
	});

	describe("the error of a moved project", () => {
		const byPath: ApiRequest = { method: "GET", path: "/projects/old%2Fproj/deploy_tokens" };
		const moved = (location: string, request = byPath, status = 301) =>
			httpError(
				request,
				httpResponse(status, `This resource has been moved permanently to ${location}`, { location }),
				settings,
			);

		for (const location of [
			"https://gitlab.example.com/api/v4/projects/5/deploy_tokens",
			"https://gitlab.example.com/api/v4/projects/5",
			"https://elsewhere.example.com/gitlab/api/v4/projects/5/deploy_tokens?page=1",
			"/api/v4/projects/5?x=1",
		])
			it(`has the ID from ${location}`, () => {
				const error = moved(location);
				expect(error).to.include({ code: "GITLAB_OWNER_MOVED", movedTo: 5 });
				expect(error.hint).to.include("ID");
			});

		for (const [name, location] of [
			["none", ""],
			["a path", "https://gitlab.example.com/api/v4/projects/new%2Fproj"],
			["zero", "https://gitlab.example.com/api/v4/projects/0"],
			["a number that is too large", "https://gitlab.example.com/api/v4/projects/9999999999999999"],
			["a number with a tail", "https://gitlab.example.com/api/v4/projects/5x"],
			["a sign-in page", "https://gitlab.example.com/users/sign_in"],
			["a group", "https://gitlab.example.com/api/v4/groups/5"],
		] as const)
			it(`is not used for a redirect to ${name}`, () => {
				expect(moved(location)).to.include({ code: "GITLAB_REDIRECTED", movedTo: undefined });
			});

		it("is not used for a redirect of a request by ID, as from http to https", () => {
			const byNumber: ApiRequest = { method: "GET", path: "/projects/5/deploy_tokens/1" };
			const error = moved("https://gitlab.example.com/api/v4/projects/5/deploy_tokens/1", byNumber);
			expect(error).to.include({ code: "GITLAB_REDIRECTED", movedTo: undefined });
			expect(error.hint).to.include("GITLAB_BASE_URL");
		});

		it("is not used for a redirect without an address", () => {
			expect(httpError(byPath, httpResponse(301), settings)).to.include({
				code: "GITLAB_REDIRECTED",
				movedTo: undefined,
			});
		});

		it("is not used for another status, nor for a group", () => {
			const to = "https://gitlab.example.com/api/v4/projects/5";
			expect(moved(to, byPath, 302).movedTo).to.equal(undefined);
			expect(moved(to, { method: "GET", path: "/groups/old%2Fgrp" }).movedTo).to.equal(undefined);
		});
	});
});

describe("parseResponse", () => {
	const schema = z.object({ id: z.int(), name: z.string() });

	it("returns what the schema parses", () => {
		expect(parseResponse(GET, httpResponse(200, { id: 1, name: "a", more: true }), schema)).to.deep.equal({
			id: 1,
			name: "a",
		});
	});

	it("names the invalid fields without their values", () => {
		const secret = "hidden-in-the-response";
		const body = httpResponse(
			200,
			{ id: secret, name: [secret], more: secret },
			{ "content-type": "application/json" },
		);
		const error = thrown(() => parseResponse(GET, body, schema), "GITLAB_RESPONSE_UNREADABLE");
		expect(error.message)
			.to.include("id, name")
			.and.include("application/json")
			.and.include(`200 to GET ${GET.path}`);
		expectNoSecret(error, secret);
	});

	it("names at most five fields", () => {
		const list = Array.from({ length: 50 }, () => ({}));
		const error = thrown(
			() => parseResponse(GET, httpResponse(200, list), z.array(schema)),
			"GITLAB_RESPONSE_UNREADABLE",
		);
		expect(error.message).to.match(/0\.id, 0\.name, 1\.id, 1\.name, 2\.id\.$/);
	});

	for (const [name, text, type] of [
		["HTML", "<html></html>", "text/html"],
		["nothing", "", undefined],
		["half a document", '{"id":1,"na', "application/json"],
		["a list", "[]", "application/json"],
		["null", "null", "application/json"],
	] as const)
		it(`reports ${name} as unreadable`, () => {
			const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
			const error = thrown(
				() => parseResponse(GET, httpResponse(200, text, headers), schema),
				"GITLAB_RESPONSE_UNREADABLE",
			);
			expect(error.message)
				.to.include("the whole response")
				.and.include(type ?? "no content type");
			expect(error.hint).to.match(/proxy.*base URL/);
		});

	it("never pollutes a prototype", () => {
		const hostile =
			'{"id":1,"name":"a","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
		const parsed = parseResponse(GET, httpResponse(200, hostile), schema);
		expect(Object.getPrototypeOf(parsed)).to.equal(Object.prototype);
		expect(parsed).to.not.have.property("polluted");
		expect({}).to.not.have.property("polluted");
	});
});

describe("unreadable", () => {
	it("says why", () => {
		expect(unreadable(GET, httpResponse(200), "a riddle").message).to.match(/is a riddle\.$/);
	});
});
