import { expect } from "chai";
import fc from "fast-check";
import { policies } from "../../policy/src/policies";
import { RULES } from "../../policy/src/rules/table";
import { everyWay, TYPES, UNKNOWN_TEXT, violations } from "./harness";

type Token = Readonly<Record<string, unknown>>;

/** Passes every rule with its defaults. */
const GOOD: Token = {
	project: "acme/website",
	name: "pull",
	scopes: ["read_registry"],
	username: "pull",
	expiresIn: "90d",
	rotateBefore: "14d",
};
const with_ = (more: Token): Token => ({ ...GOOD, ...more });
const without = (...names: string[]): Token =>
	Object.fromEntries(Object.entries(GOOD).filter(([name]) => !names.includes(name)));
const dated = (expiresAt: string): Token => ({ ...without("expiresIn", "rotateBefore"), expiresAt });

interface Cases {
	readonly config?: object;
	readonly pass: readonly Token[];
	/** With a part of the message. */
	readonly fail: readonly (readonly [Token, string])[];
}

/** For each rule, declarations that pass and ones that do not. */
const CASES: Readonly<Record<string, readonly Cases[]>> = {
	expiry: [
		{
			pass: [GOOD, with_({ expiresIn: "P365D" }), dated("2032-04-30T00:00:00.000Z")],
			fail: [
				[without("expiresIn", "rotateBefore"), "never expires"],
				[dated("never"), "never expires"],
				[with_({ expiresIn: "366d" }), "longer than 365 days"],
				[dated("2032-05-02T00:00:00.000Z"), "more than 365 days away"],
			],
		},
		{
			config: { maxDays: 30 },
			pass: [with_({ expiresIn: "720h" })],
			fail: [[GOOD, "longer than 30 days"]],
		},
	],
	"rotation-window": [
		{
			pass: [GOOD, dated("2032-01-01T00:00:00.000Z"), with_({ rotateBefore: "168h" })],
			fail: [
				[without("rotateBefore"), "has no `rotateBefore`"],
				[with_({ rotateBefore: "6d" }), "shorter than 7 days"],
			],
		},
		{ config: { minDays: 30 }, pass: [], fail: [[GOOD, "shorter than 30 days"]] },
	],
	"write-scopes": [
		{
			pass: [GOOD],
			fail: [
				[with_({ scopes: ["read_registry", "write_registry"] }), "a write scope"],
				[with_({ scopes: ["write_package_registry"] }), "a write scope"],
			],
		},
		{
			config: { owners: ["acme/*", "projects/5"] },
			pass: [with_({ scopes: ["write_registry"] }), with_({ project: 5, scopes: ["write_registry"] })],
			fail: [
				[with_({ project: "acme/sub/web", scopes: ["write_registry"] }), "not in `owners`"],
				[with_({ project: "55", scopes: ["write_registry"] }), "not in `owners`"],
			],
		},
	],
	"group-tokens": [
		{ pass: [GOOD], fail: [[{ ...without("project"), group: "acme" }, "not in `groups`"]] },
		{
			config: { groups: ["acme/**", "groups/7"] },
			pass: [
				{ ...without("project"), group: "acme/sub/deep" },
				{ ...without("project"), group: 7 },
			],
			fail: [[{ ...without("project"), group: "acme" }, "not in `groups`"]],
		},
	],
	"allowed-owners": [
		{ pass: [with_({ project: "anything/at-all" })], fail: [] },
		{
			config: { owners: ["Acme/**", "groups/7"] },
			pass: [GOOD, { ...without("project"), group: "7" }],
			fail: [
				[with_({ project: "other/website" }), "not in `owners`"],
				[with_({ project: "other/acme/website" }), "not in `owners`"],
				[with_({ project: 7 }), "not in `owners`"],
			],
		},
	],
	"name-pattern": [
		{ pass: [with_({ name: "Anything at all" })], fail: [] },
		{
			config: { pattern: "[a-z]+(-[a-z]+)*" },
			pass: [with_({ name: "ci-pull" })],
			fail: [[with_({ name: "ci-pull 2" }), "does not match"]],
		},
	],
	"explicit-username": [{ pass: [GOOD], fail: [[without("username"), "has no `username`"]] }],
	"reserved-name": [
		{ pass: [GOOD], fail: [[with_({ name: "gitlab-deploy-token" }), "every CI/CD job"]] },
		{
			config: { owners: ["acme/website"] },
			pass: [with_({ name: "gitlab-deploy-token" })],
			fail: [[with_({ name: "gitlab-deploy-token", project: "acme/other" }), "every CI/CD job"]],
		},
	],
	"virtual-registry-scopes": [
		{
			pass: [
				GOOD,
				with_({ scopes: ["read_registry", "read_virtual_registry"] }),
				with_({
					scopes: ["read_registry", "write_registry", "read_virtual_registry", "write_virtual_registry"],
				}),
			],
			fail: [
				[with_({ scopes: ["read_virtual_registry"] }), "without `read_registry`"],
				[
					with_({ scopes: ["read_registry", "read_virtual_registry", "write_virtual_registry"] }),
					"without `write_registry`",
				],
			],
		},
	],
	// Stacks and the option are no properties: see below.
	protection: [{ pass: [GOOD], fail: [] }],
};

describe("a policy rule for one token", () => {
	it("has cases for each rule", () => {
		expect(Object.keys(CASES)).to.have.members(RULES.map(({ name }) => name));
	});

	for (const [rule, groups] of Object.entries(CASES))
		for (const { config = {}, pass, fail } of groups) {
			const configured = Object.keys(config).length > 0 ? ` with ${JSON.stringify(config)}` : "";
			it(`${rule}${configured} passes ${pass.length} declarations, and refuses ${fail.length}`, () => {
				for (const token of pass)
					for (const [way, declared] of Object.entries(everyWay(token)))
						expect(violations(rule, declared, config), `${way}: ${JSON.stringify(token)}`).to.deep.equal([]);
				for (const [token, message] of fail)
					for (const [way, declared] of Object.entries(everyWay(token))) {
						const found = violations(rule, declared, config);
						expect(found, `${way}: ${JSON.stringify(token)}`).to.have.length(1);
						expect(found[0]).to.contain(message);
					}
			});
		}

	it("protection refuses a production resource that could be protected and is not", () => {
		const single = (more: object) => ({ type: TYPES.dynamicToken, props: without("expiresIn"), ...more });
		const set = { type: TYPES.packagedSet, props: { tokens: { web: GOOD } }, stack: "production" };
		expect(violations("protection", single({ stack: "production" }))).to.have.length(1);
		expect(violations("protection", single({ stack: "production", protect: true }))).to.deep.equal([]);
		expect(violations("protection", single({ stack: "staging" }))).to.deep.equal([]);
		expect(violations("protection", single({ stack: "live-eu" }), { stacks: ["live-*"] })).to.have.length(1);
		expect(violations("protection", single({ stack: "prod", props: GOOD })), "is rotated").to.deep.equal([]);
		expect(violations("protection", set)).to.have.length(1);
	});

	it("ignores resources of other types", () => {
		const bucket = { type: "aws:s3/bucket:Bucket", props: { name: "gitlab-deploy-token" }, stack: "prod" };
		for (const { name } of policies()) expect(violations(name, bucket), name).to.deep.equal([]);
	});
});

describe("a policy rule for a set", () => {
	it("includes what an entry inherits, and a lifetime only as a whole", () => {
		const props = (entry: Token) => ({
			tokens: { web: { project: "acme/web", ...entry } },
			expiresIn: "30d",
			rotateBefore: "10d",
			username: "all",
			scopes: ["write_registry"],
		});
		const set = (entry: Token) => ({ type: TYPES.packagedSet, props: props(entry) });
		expect(violations("expiry", set({}))).to.deep.equal([]);
		expect(violations("expiry", set({ expiresAt: "never" }))).to.have.length(1);
		expect(violations("rotation-window", set({ expiresIn: "60d" }))).to.have.length(1);
		expect(violations("explicit-username", set({}))).to.deep.equal([]);
		expect(violations("write-scopes", set({}))).to.have.length(1);
		expect(violations("write-scopes", set({ scopes: ["read_registry"] }))).to.deep.equal([]);
	});

	it("names the keys in one message for each problem, and at most five of them", () => {
		const tokens = Object.fromEntries(
			Array.from({ length: 8 }, (_, index) => [
				`k${index}`,
				{ project: 5, expiresIn: index ? "900d" : "9d" },
			]),
		);
		const set = { type: TYPES.dynamicSet, props: { tokens: JSON.stringify(tokens) } };
		expect(violations("expiry", set)).to.deep.equal([
			'tokens["k1"], tokens["k2"], tokens["k3"], tokens["k4"], tokens["k5"] and 2 more: ' +
				"the token has an `expiresIn` longer than 365 days, the maximum of this policy; shorten it.",
		]);
	});
});

describe("the policy allowed-hosts", () => {
	const at = (host: unknown, more: object = {}) => ({
		type: TYPES.dynamicToken,
		props: { ...GOOD, host },
		...more,
	});
	const config = { hosts: ["https://gitlab.example.com/", "gitlab.acme.test:8443"] };

	it("passes listed GitLab instances, and refuses others", () => {
		expect(violations("allowed-hosts", at("https://elsewhere.example.com"))).to.deep.equal([]);
		for (const host of [
			"https://gitlab.example.com",
			"https://GitLab.example.com/api/v4",
			"https://gitlab.acme.test:8443/git",
		])
			expect(violations("allowed-hosts", at(host), config), host).to.deep.equal([]);
		for (const host of ["http://gitlab.example.com", "https://gitlab.acme.test", "no address"])
			expect(violations("allowed-hosts", at(host), config), host).to.have.length(1);
	});

	it("uses the provider's address while the state records none, and passes if that is unknown too", () => {
		const elsewhere = { baseUrl: "https://elsewhere.example.com" };
		expect(violations("allowed-hosts", at(UNKNOWN_TEXT, elsewhere), config)).to.have.length(1);
		expect(violations("allowed-hosts", at(UNKNOWN_TEXT), config)).to.deep.equal([]);
		expect(violations("allowed-hosts", at(UNKNOWN_TEXT, { baseUrl: UNKNOWN_TEXT }), config)).to.deep.equal(
			[],
		);
	});
});

/** Anything that a program can declare of a token, good and bad. */
const tokens = fc.record({
	project: fc.option(fc.constantFrom<unknown>("acme/website", "other/web", 5, "7"), { nil: undefined }),
	group: fc.option(fc.constantFrom<unknown>("acme", 7), { nil: undefined }),
	name: fc.constantFrom("pull", "gitlab-deploy-token", "Bad Name"),
	scopes: fc.subarray(
		["read_registry", "write_registry", "read_virtual_registry", "write_virtual_registry"],
		{ minLength: 1 },
	),
	username: fc.option(fc.constant("ci"), { nil: undefined }),
	expiresAt: fc.option(fc.constantFrom("never", "2031-06-01T00:00:00.000Z", "2099-01-01T00:00:00.000Z"), {
		nil: undefined,
	}),
	expiresIn: fc.option(fc.constantFrom("1d", "90d", "900d"), { nil: undefined }),
	rotateBefore: fc.option(fc.constantFrom("1h", "20d"), { nil: undefined }),
});
const CONFIG = { owners: ["acme/**"], groups: ["acme"], pattern: "[a-z-]+", stacks: ["dev"] };
const defined = (token: object): Token =>
	Object.fromEntries(Object.entries(token).filter(([, value]) => value !== undefined));

describe("a value that is not known yet", () => {
	it("crashes no rule, and causes no violation that the known value would not cause", () => {
		fc.assert(
			fc.property(
				tokens,
				fc.subarray([
					"project",
					"group",
					"name",
					"scopes",
					"username",
					"expiresAt",
					"expiresIn",
					"rotateBefore",
				]),
				(drawn, names) => {
					const known = defined(drawn);
					const masked = Object.fromEntries(
						Object.entries(known).map(([name, value]) => [name, names.includes(name) ? UNKNOWN_TEXT : value]),
					);
					for (const { name } of RULES)
						for (const type of [TYPES.dynamicToken, TYPES.packagedToken]) {
							const fired = violations(name, { type, props: masked }, CONFIG).length > 0;
							if (fired) expect(violations(name, { type, props: known }, CONFIG), name).to.have.length(1);
						}
				},
			),
		);
	});

	it("passes as all tokens of a set, as an entry, as a property of an entry, and as a scope", () => {
		const declarations = [
			{ tokens: UNKNOWN_TEXT },
			{ tokens: { web: UNKNOWN_TEXT } },
			{ tokens: { web: Object.fromEntries(Object.keys(GOOD).map((name) => [name, UNKNOWN_TEXT])) } },
			{ ...GOOD, scopes: UNKNOWN_TEXT, tokens: { web: GOOD } },
			{ scopes: ["write_registry", UNKNOWN_TEXT], tokens: { web: without("scopes") } },
		];
		for (const props of declarations)
			for (const { name } of RULES)
				expect(
					violations(name, { type: TYPES.packagedSet, props }),
					`${name}: ${JSON.stringify(props)}`,
				).to.deep.equal([]);
	});
});

describe("the messages of the policies", () => {
	it("contain no property value, whatever the violation", () => {
		const marker = fc.stringMatching(/^zq[a-z0-9]{8}$/);
		fc.assert(
			fc.property(marker, tokens, (secret, drawn) => {
				const bad: Token = {
					...defined(drawn),
					...(drawn.project === undefined ? { group: `${secret}/g` } : { project: `${secret}/p` }),
					name: `${secret} A`,
					username: secret,
					scopes: ["write_registry", `write_${secret}`, "write_virtual_registry"],
					token: `gldt-${secret}`,
					contents: secret,
					host: `https://${secret}.example.com`,
					expiresAt: "2099-01-01T00:00:00.000Z",
				};
				const set = { ...bad, tokens: JSON.stringify({ web: bad }) };
				const broken = { ...bad, tokens: `{"web": {"adopt": {"token": "gldt-${secret}` };
				const config = { ...CONFIG, hosts: ["https://gitlab.example.com"] };
				let found = 0;
				for (const { name } of policies())
					for (const props of [bad, set, broken])
						for (const type of Object.values(TYPES)) {
							const messages = violations(name, { type, props }, config);
							found += messages.length;
							expect(messages.join("\n"), name).to.not.contain(secret);
						}
				expect(found).to.be.greaterThan(20);
			}),
			{ numRuns: 30 },
		);
	});
});
