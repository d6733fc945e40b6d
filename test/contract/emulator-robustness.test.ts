import { expect } from "chai";
import * as fc from "fast-check";
import { allScopes } from "./deploy-token-routes";
import { control, describeEmulator, send, useTarget } from "./target";

const json = "application/json";
const types = [
	json,
	"application/x-www-form-urlencoded",
	"multipart/form-data; boundary=x",
	"text/plain",
	"",
];
const methods = ["GET", "POST", "DELETE", "PUT", "HEAD", "OPTIONS"];
const text = fc.string({ unit: "binary", maxLength: 12 });
const segment = fc.oneof(
	fc.constantFrom(
		"projects",
		"groups",
		"deploy_tokens",
		"5",
		"7",
		"grp%2Fproj",
		"-1",
		"0x1",
		"..",
		"%",
		"%ff",
	),
	text.map((raw) => encodeURIComponent(raw)),
	fc.stringMatching(/^[!-~]{0,10}$/),
);
const route = fc.oneof(
	fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join("/")}`),
	fc.constantFrom(
		"/projects/5/deploy_tokens",
		"/groups/7/deploy_tokens",
		"/deploy_tokens",
		"/projects",
		"/user",
	),
);
const BEYOND_BIGINT = "99999999999999999999";
const pair = fc
	.tuple(
		fc.oneof(
			fc.constantFrom(
				"name",
				"scopes",
				"scopes[]",
				"a[b",
				"a[]b]",
				"page",
				"per_page",
				"active",
				"sudo",
				"expires_at",
			),
			fc.constantFrom(
				"private_token",
				"access_token",
				"id",
				"__proto__",
				"constructor[prototype][x]",
				"a[b][][c]",
			),
		),
		fc.oneof(text, fc.constantFrom("1e9", BEYOND_BIGINT, "-0", "%", "[]", "{}", "2030-01-01", ...allScopes)),
	)
	// GitLab itself responds with 500 to a page that lies beyond a bigint.
	.filter(([key, value]) => key !== "page" || value !== BEYOND_BIGINT);
const query = fc
	.array(pair, { maxLength: 4 })
	.map((pairs) => pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&"));
const fields = fc.dictionary(
	fc.constantFrom("name", "scopes", "expires_at", "username", "__proto__", "toString", "private_token"),
	// GitLab itself responds with 500 to a name that is null.
	fc.jsonValue({ maxDepth: 3 }).filter((value) => value !== null),
);
const body = fc.oneof(
	fields.map((value) => JSON.stringify(value)),
	query,
	text,
	fc.constant(undefined),
);

describeEmulator("the emulator under nonsense", () => {
	useTarget();

	it("the API responds to any request, and never fails itself", async function () {
		this.timeout(30_000);
		const requests = fc.record({
			method: fc.constantFrom(...methods),
			route,
			query,
			type: fc.constantFrom(...types),
			body,
			as: fc.constantFrom("anon" as const, "maint" as const, "owner" as const, "admin" as const),
		});
		await fc.assert(
			fc.asyncProperty(requests, async ({ method, route: path, query: search, type, body: sent, as }) => {
				const content = sent === undefined ? {} : { content: { type, body: sent } };
				const asPath = encodeURI(`${path}${search === "" ? "" : `?${search}`}`).replaceAll("%25", "%");
				const response = await send(method, asPath, { as, ...content });
				expect(response.status, response.text).to.be.within(200, 499);
				expect(response.text).not.to.match(/\n\s+at \S+ \(|node:internal/);
			}),
			{ numRuns: 400 },
		);
		expect((await send("GET", "/version", { as: "admin" })).status).to.equal(200);
	});

	it("the control interface responds to any request", async function () {
		this.timeout(30_000);
		const path = fc.constantFrom("reset", "clock", "faults", "latency", "deploy_tokens/1/revoke", "x");
		// A number is a fine latency, and would slow the suite.
		const nonsense = fc.oneof(
			fc.json({ maxDepth: 3 }).filter((value) => !value.includes('"ms"')),
			text,
		);
		await fc.assert(
			fc.asyncProperty(path, nonsense, async (where, sent) => {
				const response = await control().raw("POST", where, sent);
				expect(response.status, response.text).to.be.within(200, 499);
				expect(response.text).not.to.match(/\n\s+at \S+ \(|node:internal/);
			}),
			{ numRuns: 200 },
		);
	});
});
