import { expect } from "chai";
import { owners, plain } from "./deploy-token-routes";
import { expectRefused } from "./expectations";
import { itNeeds, send, useTarget } from "./target";

const bothMissing = { error: "name is missing, scopes is missing" };
const badScope = { error: "scopes does not have a valid value" };
const json = "application/json";
const form = "application/x-www-form-urlencoded";
/** From a middleware before the API: Grape's own text cannot be reached. */
const malformed = "Bad Request";

describe("parameter errors, which precede authentication", () => {
	useTarget();

	for (const owner of owners) {
		for (const [title, content] of [
			["an empty object", { type: json, body: "{}" }],
			["no body", {}],
			["an empty JSON body", { type: json, body: "" }],
			["an empty form", { type: form, body: "" }],
			["a JSON array", { type: json, body: "[]" }],
			["a JSON array of objects", { type: json, body: JSON.stringify([plain]) }],
			["a JSON string", { type: json, body: '"name"' }],
			["other fields only", { type: json, body: '{"username":"u"}' }],
		] as const)
			it(`${owner.kind}: name both required parameters for ${title}`, async () => {
				const options = "body" in content ? { content } : {};
				await expectRefused(() => owner.send("POST", "", options), 400, bothMissing);
			});

		for (const [body, error] of [
			[{ scopes: plain.scopes }, "name is missing"],
			[{ name: "n" }, "scopes is missing"],
			[{ name: "n", scopes: ["read_repository", "all_access"] }, badScope.error],
			[{ ...plain, expires_at: "foo" }, "expires_at is invalid"],
			[
				{ name: "n", scopes: ["x"], expires_at: "foo" },
				"scopes does not have a valid value, expires_at is invalid",
			],
			[{ scopes: ["x"] }, "name is missing, scopes does not have a valid value"],
			[{ expires_at: "foo" }, "name is missing, scopes is missing, expires_at is invalid"],
			[{ name: ["a"], expires_at: "foo" }, "name is invalid, scopes is missing, expires_at is invalid"],
			[
				{ expires_at: "foo", scopes: ["x"], name: { a: 1 } },
				"name is invalid, scopes does not have a valid value, expires_at is invalid",
			],
		] as const)
			it(`${owner.kind}: ${JSON.stringify(body)} is refused with "${error}"`, async () => {
				await expectRefused(() => owner.create(body), 400, { error });
			});

		it(`${owner.kind}: name a username that is not a string last`, async () => {
			const body = { name: ["a"], scopes: ["x"], expires_at: "foo", username: ["u"] };
			await expectRefused(() => owner.create(body), 400, {
				error:
					"name is invalid, scopes does not have a valid value, expires_at is invalid, username is invalid",
			});
		});

		for (const value of [5, 1893456000, 1.5, true, false, [], {}, ["2030-01-01"], " ", "never", "2030-02-30"])
			it(`${owner.kind}: refuse the expires_at ${JSON.stringify(value)}`, async () => {
				await expectRefused(() => owner.create({ ...plain, expires_at: value }), 400, {
					error: "expires_at is invalid",
				});
			});

		it(`${owner.kind}: name missing parameters to a caller without a credential, before 404`, async () => {
			await expectRefused(() => owner.create({}, { as: "anon" }), 400, bothMissing);
		});

		itNeeds("callers", `${owner.kind}: name an invalid scope to a developer, before 403`, async () => {
			await expectRefused(() => owner.create({ name: "n", scopes: ["x"] }, { as: "dev" }), 400, badScope);
		});

		for (const body of ['{"name":', "{name: 'n'}", "nonsense", '{"name":"n",}'])
			it(`${owner.kind}: refuse the malformed JSON ${body} in plain text`, async () => {
				await expectRefused(() => owner.send("POST", "", { content: { type: json, body } }), 400, malformed);
			});

		it(`${owner.kind}: refuse malformed JSON before the caller is checked`, async () => {
			const content = { type: json, body: "{" };
			await expectRefused(() => owner.send("POST", "", { as: "anon", content }), 400, malformed);
		});

		for (const [title, query, content] of [
			["the query", "?name=a%00b&scopes[]=read_repository", undefined],
			["a form", "", { type: form, body: "name=a%00b&scopes[]=read_repository" }],
			["a JSON body", "", { type: json, body: '{"name":"a\\u0000b","scopes":["read_repository"]}' }],
			["another field", "", { type: json, body: '{"name":"a","scopes":["x"],"username":"\\u0000"}' }],
		] as const)
			it(`${owner.kind}: refuse a NUL byte in ${title} in plain text`, async () => {
				const options = content === undefined ? {} : { content };
				const response = await expectRefused(() => owner.send("POST", query, options), 400, "Bad Request");
				expect(response.headers["content-type"]).to.match(/^text\/plain\b/);
			});

		for (const [title, query, content] of [
			["the query", "?name=a%ffb&scopes[]=read_repository", undefined],
			["a form", "", { type: form, body: "name=a%ffb&scopes[]=read_repository" }],
		] as const)
			it(`${owner.kind}: refuse invalid UTF-8 in ${title} in plain text`, async () => {
				const options = content === undefined ? {} : { content };
				await expectRefused(() => owner.send("POST", query, options), 400, "Bad Request");
			});

		for (const type of ["text/plain", "application/xml", "application/octet-stream"])
			it(`${owner.kind}: refuse a body of type ${type} with 415`, async () => {
				const content = { type, body: JSON.stringify(plain) };
				await expectRefused(() => owner.send("POST", "", { content }), 415, {
					error: `The provided content-type '${type}' is not supported.`,
				});
				const anonymous = await owner.send("POST", "", { as: "anon", content });
				expect(anonymous.status).to.equal(415);
			});
	}

	it("refuse a NUL byte before a route is matched", async () => {
		const response = await send("GET", "/no/such/route?a=%00");
		expect([response.status, response.text]).to.deep.equal([400, "Bad Request"]);
	});

	it("refuse a NUL byte in the query of a list", async () => {
		const response = await owners[0].list("active=%00", { as: "anon" });
		expect([response.status, response.text]).to.deep.equal([400, "Bad Request"]);
	});
});
