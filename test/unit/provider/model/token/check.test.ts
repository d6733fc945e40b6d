import { expect } from "chai";
import fc from "fast-check";
import { checkDeployToken } from "../../../../../provider/model/token/check";
import { INPUT_NAMES } from "../../../../../provider/model/token/fields";
import { canonicalScopes } from "../../../../../provider/model/values/scopes";
import { UNKNOWN } from "../../../../../provider/model/values/unknown";
import { itHolds } from "../../../../support/it-holds";
import { declarations, futureInstants, NOW_MS, scopeSets } from "./declarations";

type Raw = Record<string, unknown>;

const GOOD: Raw = { project: "grp/proj", name: "ci", scopes: ["read_registry"] };

const check = (raw: Raw) => checkDeployToken(raw, NOW_MS);
const properties = (raw: Raw) => check(raw).failures.map(({ property }) => property);
/** The only reason, which must be of that property. */
const reason = (change: Raw, property = Object.keys(change)[0] ?? "") => {
	const { failures } = check({ ...GOOD, ...change });
	expect(failures.map((failure) => failure.property)).to.deep.equal([property]);
	return failures[0]?.reason ?? "";
};

describe("checkDeployToken", () => {
	it("accepts valid inputs, normalises them, and declares the token active", () => {
		expect(check({ ...GOOD, project: "5", scopes: ["write_registry", "read_registry"] })).to.deep.equal({
			inputs: { project: 5, name: "ci", scopes: ["read_registry", "write_registry"], status: "active" },
			failures: [],
			warnings: [],
		});
	});

	it("accepts every input", () => {
		const raw = {
			group: "grp/sub",
			name: "ci",
			scopes: ["read_repository"],
			username: "a.b-c+d_E9",
			expiresIn: "90d",
			rotateBefore: "P30D",
			adopt: { tokenId: "12", token: "gldt-0123456789abcdefghij" },
			connection: "our-git-2",
		};
		expect(check(raw)).to.deep.equal({
			inputs: { ...raw, adopt: { ...raw.adopt, tokenId: 12 }, status: "active" },
			failures: [],
			warnings: [],
		});
		expect(check({ ...GOOD, expiresAt: "2031-05-01" }).inputs).to.include({
			expiresAt: "2031-05-01T00:00:00.000Z",
		});
	});

	it("omits what is null or undefined, as if it were not declared", () => {
		const empty = Object.fromEntries(INPUT_NAMES.map((name) => [name, null]));
		expect(check({ ...empty, ...GOOD, group: undefined })).to.deep.equal(check(GOOD));
		expect(properties(empty)).to.deep.equal(properties({}));
	});

	it("accepts what the engine adds", () => {
		expect(check({ ...GOOD, __provider: "text", status: "revoked" })).to.deep.equal(check(GOOD));
	});

	it("reports all invalid inputs at once, by property", () => {
		const wrong = {
			project: "proj",
			group: "/grp",
			name: 5,
			scopes: ["READ_REGISTRY", "read_registry", 5],
			username: "a b",
			expiresAt: "2030-02-30",
			expiresIn: "soon",
			rotateBefore: "1y",
			adopt: {},
			connection: "a b",
			expires: "2031-05-01",
			__proto: 1,
		};
		expect(properties(wrong)).to.have.members([
			"project",
			"group",
			"group",
			"name",
			"scopes[0]",
			"scopes[2]",
			"username",
			"expiresAt",
			"expiresIn",
			"expiresIn",
			"rotateBefore",
			"adopt",
			"connection",
			"expires",
			"__proto",
		]);
	});

	it("reports all missing inputs at once", () => {
		expect(properties({})).to.deep.equal(["project", "name", "scopes"]);
	});

	describe("shows nothing of what the program may have marked as secret", () => {
		const secret = "my secret value";
		for (const [name, change] of [
			["a username", { username: secret }],
			["a username in a list", { username: [secret] }],
			["a username that is too long", { username: secret.repeat(50) }],
			["a name with a line break", { name: `${secret}\n` }],
			["a name in an object", { name: { secret } }],
			["the secret of a token to adopt", { adopt: { tokenId: 1, token: [secret] } }],
		] as const)
			it(name, () => {
				const { failures } = check({ ...GOOD, ...change });
				expect(failures).to.have.length(1);
				expect(failures[0]?.reason).to.not.contain("secret");
			});
	});

	describe("the name of a token that exists", () => {
		const odd = ["", "  ", "a\nb", "a\u0000b", "half \ud800", "n".repeat(1_000)];
		for (const name of odd) {
			it(`${JSON.stringify(name).slice(0, 20)} is accepted while the token is adopted`, () => {
				expect(check({ ...GOOD, name, adopt: { tokenId: 12 } })).to.deep.include({ failures: [] });
				expect(check({ ...GOOD, name, adopt: UNKNOWN }).inputs).to.include({ name });
			});
			it(`${JSON.stringify(name).slice(0, 20)} is accepted once it is recorded, and not before`, () => {
				expect(checkDeployToken({ ...GOOD, name }, NOW_MS, (known) => known === name).failures).to.deep.equal(
					[],
				);
				expect(
					checkDeployToken({ ...GOOD, name }, NOW_MS, (known) => known === "other").failures,
				).to.have.length(1);
			});
		}
		it("still has to be a string", () => {
			expect(properties({ ...GOOD, name: 5, adopt: { tokenId: 12 } })).to.deep.equal(["name"]);
		});
	});

	describe("accepts with a warning", () => {
		const warnings = (change: Raw) => {
			const checked = check({ ...GOOD, ...change });
			expect(checked.failures).to.deep.equal([]);
			return checked.warnings;
		};
		for (const kind of ["read", "write"])
			it(`${kind}_virtual_registry without ${kind}_registry`, () => {
				const virtual = `${kind}_virtual_registry`;
				expect(warnings({ scopes: ["read_repository", virtual] })).to.deep.equal([
					`scopes contain "${virtual}" without "${kind}_registry"; GitLab's dependency proxy requires both`,
				]);
				expect(warnings({ scopes: [`${kind}_registry`, virtual] })).to.deep.equal([]);
			});
		it("the name whose token GitLab passes to every CI job", () => {
			const [warning, ...others] = warnings({ name: "gitlab-deploy-token" });
			expect(others).to.deep.equal([]);
			expect(warning).to.match(/"gitlab-deploy-token".*CI_DEPLOY_USER and CI_DEPLOY_PASSWORD/);
			expect(warnings({ name: "gitlab-deploy-token-2" })).to.deep.equal([]);
		});
	});

	it("treats `never` as an omitted expiry, and refuses it together with a lifetime", () => {
		expect(check({ ...GOOD, expiresAt: "never" })).to.deep.equal(check(GOOD));
		expect(reason({ expiresAt: "never", expiresIn: "30d" }, "expiresIn")).to.match(/conflicts with/);
	});

	it("requires exactly one owner", () => {
		expect(reason({ project: undefined })).to.match(/is missing; set `project` or `group`/);
		expect(reason({ group: 7 })).to.match(
			/conflicts with `project`: a deploy token has exactly one owner; remove one/,
		);
		expect(properties({ ...GOOD, project: UNKNOWN, group: UNKNOWN })).to.deep.equal(["group"]);
	});

	describe("name", () => {
		it("accepts 255 characters, however many bytes they are", () => {
			expect(properties({ ...GOOD, name: "😀".repeat(255) })).to.deep.equal([]);
			expect(reason({ name: "😀".repeat(256) })).to.match(/256 characters.*255/);
		});
		for (const [name, why] of [
			["", /is empty/],
			[" \t", /is empty/],
			["a\nb", /control characters/],
			["a\u0000b", /control characters/],
			["a\u007fb", /control characters/],
			["half \ud800 of it", /unpaired surrogate/],
			[5, /^expected a string, got a number$/],
			[["ci"], /^expected a string, got a list$/],
			[{}, /^expected a string, got an object$/],
		] as const)
			it(`refuses ${JSON.stringify(name)}`, () => {
				expect(reason({ name })).to.match(why);
			});
	});

	describe("scopes", () => {
		itHolds("accepts any order and repetition, and warns of the latter", scopeSets, (scopes) => {
			const { inputs, failures, warnings } = check({ ...GOOD, scopes });
			expect(failures).to.deep.equal([]);
			expect(inputs.scopes).to.deep.equal(canonicalScopes(scopes));
			const repeated = new Set(scopes).size < scopes.length;
			expect(warnings.some((warning) => warning.includes("twice"))).to.equal(repeated);
		});
		it("accepts an unknown scope with a warning", () => {
			const { inputs, failures, warnings } = check({ ...GOOD, scopes: ["read_models", "read_registry"] });
			expect(failures).to.deep.equal([]);
			expect(inputs.scopes).to.deep.equal(["read_registry", "read_models"]);
			expect(warnings).to.have.length(1);
			expect(warnings[0]).to.match(/"read_models" is unknown to this version/);
		});
		for (const [scopes, why] of [
			[[], /is empty/],
			["read_registry", /is not a list; write \["read_registry"\]/],
			["", /is not a list/],
			[{ 0: "read_registry" }, /is not a list/],
			[5, /is not a list/],
		] as const)
			it(`refuses ${JSON.stringify(scopes)}`, () => {
				expect(reason({ scopes })).to.match(why);
			});
		it("names each invalid member", () => {
			const wrong = ["read_registry", "", null, "Read_Registry", ["read_registry"]];
			const { inputs, failures } = check({ ...GOOD, scopes: wrong });
			expect(failures.map(({ property }) => property)).to.deep.equal([
				"scopes[1]",
				"scopes[2]",
				"scopes[3]",
				"scopes[4]",
			]);
			expect(inputs.scopes).to.deep.equal(wrong);
		});
	});

	describe("username", () => {
		it("accepts what GitLab accepts", () => {
			expect(properties({ ...GOOD, username: `GitLab+deploy_token-3.14${"a".repeat(231)}` })).to.deep.equal(
				[],
			);
		});
		for (const [username, why] of [
			["", /omit it for GitLab's default/],
			["a b", /^contains a space or line break at position 2; GitLab accepts letters from a to z/],
			["a@b", /^contains a character that is not allowed at position 2/],
			["ä", /^contains a letter other than a to z at position 1/],
			["a\n", /^contains a space or line break at position 2/],
			["🦊a🦊", /at position 1/],
			["a".repeat(256), /256 characters/],
			[5, /^expected a string, got a number$/],
		] as const)
			it(`refuses ${JSON.stringify(username).slice(0, 20)}`, () => {
				expect(reason({ username })).to.match(why);
			});
	});

	describe("expiry", () => {
		itHolds("accepts every future instant", futureInstants, (expiresAt) => {
			expect(check({ ...GOOD, expiresAt })).to.deep.include({ failures: [] });
		});
		for (const [change, why] of [
			[{ expiresAt: "2030-01-01T12:00:00Z" }, /has passed; declare a later one/],
			[{ expiresAt: "2030-01-01" }, /has passed/],
			[{ expiresAt: "0001-01-01T00:00:00Z" }, /has passed/],
			[{ expiresAt: "3000-01-01" }, /omit expiresAt, or declare "never"/],
			[{ expiresAt: "3000-01-01T05:30:00+05:30" }, /omit expiresAt/],
			[{ expiresAt: "" }, /is not a date/],
			[{ expiresAt: {} }, /as a string/],
			[{ expiresIn: "90" }, /is not a duration; write .*`90d`/],
			[{ expiresIn: "1y" }, /is not a duration/],
			[{ expiresIn: "0d" }, /is not a duration/],
			[{ expiresIn: 90 }, /is not a duration/],
			[{ expiresIn: "36526d" }, /longer than a hundred years/],
			[{ expiresIn: "999999999w" }, /longer than a hundred years/],
			[{ expiresIn: "30d", expiresAt: "2031-05-01" }, /conflicts with `expiresAt`/],
			[{ rotateBefore: "30d" }, /needs `expiresIn`/],
			[{ rotateBefore: "90d", expiresIn: "P90D" }, /is not shorter than expiresIn, "P90D"/],
			[{ rotateBefore: "91d", expiresIn: "90d" }, /every run would replace the token/],
		] as const)
			it(`refuses ${JSON.stringify(change)}`, () => {
				expect(reason(change)).to.match(why);
			});
		it("accepts a hundred years", () => {
			expect(properties({ ...GOOD, expiresIn: "36525d", rotateBefore: "36524d" })).to.deep.equal([]);
		});
		it("compares nothing with a duration that is not known or invalid", () => {
			expect(properties({ ...GOOD, expiresIn: UNKNOWN, rotateBefore: "30d" })).to.deep.equal([]);
			expect(properties({ ...GOOD, expiresIn: "90d", rotateBefore: UNKNOWN })).to.deep.equal([]);
			expect(properties({ ...GOOD, expiresIn: 90, rotateBefore: 30 })).to.deep.equal([
				"expiresIn",
				"rotateBefore",
			]);
		});
	});

	describe("adopt", () => {
		for (const [adopt, why] of [
			[5, /is not an object; write \{ tokenId: 123 \}/],
			["12", /is not an object/],
			[[12], /is not an object/],
			[{}, /no `tokenId`/],
			[{ tokenId: 0 }, /positive integers/],
			[{ tokenId: -1 }, /positive integers/],
			[{ tokenId: 1.5 }, /positive integers/],
			[{ tokenId: "1.5" }, /positive integers/],
			[{ tokenId: "x12" }, /positive integers/],
			[{ tokenId: "12x" }, /positive integers/],
			[{ tokenId: "" }, /positive integers/],
			[{ tokenId: null }, /positive integers/],
			[{ tokenId: 12, a: 1, b: 2 }, /accepts tokenId and token, not "a", "b"/],
			[{ tokenId: "9".repeat(16) }, /positive integers/],
			[{ tokenId: 12, token: "" }, /`token` that is not a string/],
			[{ tokenId: 12, token: 5 }, /`token` that is not a string/],
			[{ tokenId: 12, tokn: "x" }, /accepts tokenId and token, not "tokn"/],
		] as const)
			it(`refuses ${JSON.stringify(adopt)}`, () => {
				expect(reason({ adopt })).to.match(why);
			});
		it("accepts an ID with and without the secret", () => {
			expect(check({ ...GOOD, adopt: { tokenId: "1" } }).inputs.adopt).to.deep.equal({ tokenId: 1 });
			expect(check({ ...GOOD, adopt: { tokenId: 12, token: null } }).inputs.adopt).to.deep.equal({
				tokenId: 12,
			});
			expect(check({ ...GOOD, adopt: { tokenId: 12, token: "x" } }).inputs.adopt).to.deep.equal({
				tokenId: 12,
				token: "x",
			});
		});
		it("never shows the secret, whatever else is invalid", () => {
			const token = "a-secret-of-no-shape";
			for (const adopt of [
				{ token },
				{ tokenId: "x", token },
				{ tokenId: 12, token: [token] },
				{ tokenId: 12, token, more: token },
				[token],
				token,
			])
				expect(JSON.stringify(check({ ...GOOD, adopt }).failures)).to.not.include(token);
		});
	});

	it("refuses an invalid connection name", () => {
		for (const connection of [
			"",
			"a b",
			"a/b",
			"gitlab:token",
			"1st",
			"ä",
			"a_b",
			"GitLab",
			"a".repeat(64),
			5,
			{},
		])
			expect(reason({ connection })).to.match(/is not a valid connection name: use lowercase letters/);
	});

	describe("an unknown property", () => {
		for (const [property, meant] of [
			["expires_at", "expiresAt"],
			["expiresat", "expiresAt"],
			["expireAt", "expiresAt"],
			["scope", "scopes"],
			["projct", "project"],
			["userName", "username"],
			["rotate_before", "rotateBefore"],
		] as const)
			it(`is reported with a suggestion: ${meant} for ${property}`, () => {
				expect(reason({ [property]: "x" })).to.include(`did you mean \`${meant}\`?`);
			});
		it("is reported with the list of properties where none is similar", () => {
			const why = reason({ completelyDifferent: 1 });
			for (const name of INPUT_NAMES) expect(why).to.include(name);
		});
	});

	const anyInputs = fc.record(
		{
			...Object.fromEntries(
				INPUT_NAMES.map((name) => [
					name,
					fc.oneof(
						fc.jsonValue(),
						fc.string({ unit: "binary" }),
						fc.constant(UNKNOWN),
						fc.array(fc.constant(UNKNOWN)),
					),
				]),
			),
			unheardOf: fc.jsonValue(),
			["__proto__"]: fc.jsonValue(),
			constructor: fc.jsonValue(),
		},
		{ requiredKeys: [] },
	);

	it("never throws for any value of any property", () => {
		fc.assert(
			fc.property(anyInputs, (raw) => {
				const { inputs, failures, warnings } = check(raw);
				expect(inputs.status).to.equal("active");
				for (const { property, reason: why } of failures) {
					expect(property).to.match(/^\S/);
					expect(why).to.match(/^\S[^\n]*\S$/);
				}
				for (const warning of warnings) expect(warning).to.match(/^\S[^\n]*\S$/);
				expect({}).to.not.have.property("polluted");
			}),
			{ numRuns: 300 },
		);
	});

	it("accepts a value that is not known yet, anywhere in any property", () => {
		const within = fc.oneof(
			fc.constant<unknown>(UNKNOWN),
			fc.constant<unknown>(["read_registry", UNKNOWN]),
			fc.constant<unknown>([[UNKNOWN]]),
			fc.constant<unknown>({ tokenId: UNKNOWN }),
			fc.constant<unknown>({ tokenId: 1, token: UNKNOWN }),
		);
		fc.assert(
			fc.property(
				fc.constantFrom(...INPUT_NAMES.filter((name) => name !== "group" && name !== "expiresAt")),
				within,
				(name, value) => {
					const { inputs, failures } = check({ ...GOOD, expiresIn: "90d", [name]: value });
					expect(failures).to.deep.equal([]);
					expect(inputs).to.have.deep.property(name, value);
				},
			),
		);
		expect(properties({ ...GOOD, expiresAt: UNKNOWN })).to.deep.equal([]);
		expect(properties({ name: "ci", scopes: UNKNOWN, group: UNKNOWN })).to.deep.equal([]);
	});

	itHolds("accepts its own result, and does not change it", declarations, (declared) => {
		const once = check({ ...declared });
		expect(once.failures).to.deep.equal([]);
		expect(once.inputs).to.deep.equal(declared);
	});

	itHolds("is idempotent, also for invalid inputs", anyInputs, (raw) => {
		const once = check(raw);
		const twice = check({ ...once.inputs });
		expect(twice.inputs).to.deep.equal(once.inputs);
		const known = once.failures.filter(({ property }) =>
			(INPUT_NAMES as readonly string[]).includes(property.replace(/\[.*/, "")),
		);
		expect(twice.failures).to.deep.equal(known);
	});
});
