import { expect } from "chai";
import fc from "fast-check";
import { checkDeployTokenSet, overlapMs } from "../../../../../provider/model/set/check";
import { type DeployTokenSetInputs, keyInputs, parseTokens } from "../../../../../provider/model/set/inputs";
import { UNKNOWN } from "../../../../../provider/model/values/unknown";

const NOW = Date.parse("2031-03-01T12:00:00Z");
const READ = { scopes: ["read_registry"] };

type Raw = Readonly<Record<string, unknown>>;

function check({ tokens, ...others }: Raw, olds: Partial<DeployTokenSetInputs> = {}) {
	const text = tokens === undefined || typeof tokens === "string" ? tokens : JSON.stringify(tokens);
	return checkDeployTokenSet(olds, { ...others, ...(text === undefined ? {} : { tokens: text }) }, NOW);
}

/** Failures by property. */
function failuresOf(raw: Raw, olds?: Partial<DeployTokenSetInputs>): Record<string, string> {
	const { failures } = check(raw, olds);
	const byProperty = Object.fromEntries(failures.map(({ property, reason }) => [property, reason]));
	expect(Object.keys(byProperty), "each property once").to.have.length(failures.length);
	return byProperty;
}

const expectFailure = (raw: Raw, property: string, reason: RegExp) => {
	const failures = failuresOf(raw);
	expect(failures).to.have.all.keys(property);
	expect(failures[property]).to.match(reason);
};

describe("checkDeployTokenSet", () => {
	describe("what it accepts", () => {
		it("is normalised: IDs, instants and scopes as they are compared, keys and properties in order", () => {
			const { inputs, failures, warnings } = check({
				scopes: ["write_registry", "read_registry"],
				expiresAt: "2032-01-01",
				tokens: {
					web: { scopes: ["write_registry", "read_registry"], project: "5" },
					api: { expiresAt: "2032-01-01T01:00:00+01:00", group: "grp" },
				},
			});
			expect({ failures, warnings }).to.deep.equal({ failures: [], warnings: [] });
			expect(inputs).to.deep.equal({
				scopes: ["read_registry", "write_registry"],
				expiresAt: "2032-01-01T00:00:00.000Z",
				tokens:
					'{"api":{"group":"grp","expiresAt":"2032-01-01T00:00:00.000Z"},"web":{"project":5,"scopes":["read_registry","write_registry"]}}',
				drift: {},
			});
		});

		it("comes out the same when it is checked again", () => {
			const raw = { ...READ, overlap: "2h", tokens: { b: { project: "5" }, a: { group: 7, name: "n" } } };
			const { drift, ...once } = check(raw).inputs;
			expect(check({ ...once }).inputs).to.deep.equal({ ...once, drift });
		});

		it("may have omitted options, as other languages write them", () => {
			const left = { overlap: null, onKeyFailure: null, maxDeletions: null, expiresIn: null };
			const { inputs, failures } = check({ ...READ, ...left, tokens: { a: { project: 5, username: null } } });
			expect(failures).to.deep.equal([]);
			expect(inputs).to.deep.equal({ ...READ, tokens: '{"a":{"project":5}}', drift: {} });
			expectFailure({ scopes: null, tokens: { a: { project: 5 } } }, "scopes", /is missing/);
		});

		it("keeps every option as it is declared", () => {
			const options = { overlap: "2h", onKeyFailure: "report", maxDeletions: "10%", connection: "other" };
			expect(check({ ...READ, ...options, tokens: {} }).inputs).to.include(options);
			expect(check({ ...READ, maxDeletions: 0, onKeyFailure: "fail", tokens: {} }).inputs).to.include({
				maxDeletions: 0,
				onKeyFailure: "fail",
			});
		});

		it("may be an empty set", () => {
			expect(failuresOf({ tokens: {} })).to.deep.equal({});
		});

		it("may have every option", () => {
			for (const more of [
				{ overlap: "0s" },
				{ overlap: "0d" },
				{ overlap: "90m" },
				{ overlap: "PT12H" },
				{ onKeyFailure: "fail" },
				{ onKeyFailure: "report" },
				{ maxDeletions: 0 },
				{ maxDeletions: 10 },
				{ maxDeletions: "10%" },
				{ maxDeletions: "0.5%" },
				{ maxDeletions: "100%" },
				{ connection: "acme" },
				{ expiresIn: "90d", rotateBefore: "14d" },
				{ username: "puller" },
				{ drift: { web: "revoked" } },
				{ __provider: "text" },
			])
				expect(failuresOf({ ...READ, ...more, tokens: { a: { project: 5 } } })).to.deep.equal({});
		});
	});

	describe("when a key's token ends", () => {
		const failures = (defaults: Raw, own: Raw) =>
			failuresOf({ ...READ, ...defaults, tokens: { a: { project: 5, ...own } } });

		for (const [what, defaults, own] of [
			["a window of its own", { expiresIn: "90d" }, { rotateBefore: "10d" }],
			["an end of its own", { expiresIn: "90d", rotateBefore: "10d" }, { expiresAt: "2032-01-01" }],
			["a lifetime of its own beside an end", { expiresAt: "2032-01-01" }, { expiresIn: "30d" }],
			["a lifetime shorter than the window", { expiresIn: "90d", rotateBefore: "30d" }, { expiresIn: "10d" }],
		] as const)
			it(`may be declared by ${what}`, () => {
				expect(failures(defaults, own)).to.deep.equal({});
			});

		it("is compared with the default lifetime where a key declares only `rotateBefore`", () => {
			const { 'tokens["a"].rotateBefore': reason, ...others } = failures(
				{ expiresIn: "90d" },
				{ rotateBefore: "90d" },
			);
			expect(others).to.deep.equal({});
			expect(reason).to.match(/is not shorter than expiresIn/);
		});
	});

	describe("what it refuses", () => {
		const keys: [string, Raw, string, RegExp][] = [
			["no owner", {}, ".project", /is missing/],
			["two owners", { project: 5, group: 7 }, ".group", /exactly one/],
			["a bare project name", { project: "web" }, ".project", /full path/],
			["a wrong scope", { project: 5, scopes: ["read_registry", 7] }, ".scopes[1]", /not a scope/],
			["no scopes", { project: 5, scopes: [] }, ".scopes", /is empty/],
			["a wrong username", { project: 5, username: "a b" }, ".username", /contains a space/],
			["an empty name", { project: 5, name: " " }, ".name", /is empty/],
			["a date that has passed", { project: 5, expiresAt: "2031-02-28" }, ".expiresAt", /has passed/],
			["no date", { project: 5, expiresAt: "Invalid Date" }, ".expiresAt", /not a date/],
			["what a Date becomes on the way", { project: 5, expiresAt: {} }, ".expiresAt", /a date or an instant/],
			["a wrong lifetime", { project: 5, expiresIn: "soon" }, ".expiresIn", /not a duration/],
			["two ends", { project: 5, expiresIn: "1d", expiresAt: "2032-01-01" }, ".expiresIn", /one of them/],
			["a window without a lifetime", { project: 5, rotateBefore: "1d" }, ".rotateBefore", /needs/],
			["a wrong adoption", { project: 5, adopt: {} }, ".adopt", /tokenId/],
			["a misspelt property", { project: 5, expiresAtt: "2032-01-01" }, ".expiresAtt", /`expiresAt`/],
			["a connection of its own", { project: 5, connection: "acme" }, ".connection", /is not an input/],
		];
		for (const [what, own, at, reason] of keys)
			it(`is reported at the key's path: ${what}`, () => {
				const raw = { ...READ, tokens: { "a.b": own, fine: { project: 6 } } };
				expectFailure(raw, `tokens["a.b"]${at}`, reason);
			});

		for (const [what, property] of [
			["a bracket", "scopes[]"],
			["a blank", "expiresAt "],
			["a dash", "scopes-more"],
			["an index", "scopes[0]"],
		] as const)
			it(`is a property that begins like a default's and has ${what}`, () => {
				const raw = { ...READ, expiresAt: "2032-01-01", tokens: { web: { project: 5, [property]: "x" } } };
				expectFailure(raw, `tokens["web"].${property}`, /is not an input/);
			});

		for (const [what, own] of [
			["nothing", null],
			["a text", "grp/proj"],
			["a list", [5]],
			["a number", 5],
		] as const)
			it(`is an entry that is ${what}`, () => {
				expectFailure(
					{ ...READ, tokens: { web: own } },
					'tokens["web"]',
					/expected an object \{ project: … \} or .*, got /,
				);
			});

		for (const [what, text] of [
			["a list", "[]"],
			["a number", "5"],
			["nothing", "null"],
			["no JSON", "{"],
		] as const)
			it(`is a map that is ${what}`, () => {
				expectFailure({ ...READ, tokens: text }, "tokens", /is not an object of tokens by key/);
			});

		it("is an input that no set has: the error names those that exist", () => {
			const { zzz } = failuresOf({ ...READ, zzz: 1, tokens: {} });
			expect(zzz).to.match(/^is not an input here; the inputs are tokens, scopes, .*, maxDeletions$/);
		});

		it("is reported as the key's name only where the key is the name", () => {
			const fault = (key: string, own: Raw) =>
				Object.values(failuresOf({ ...READ, tokens: { [key]: { project: 5, ...own } } })).join();
			expect(fault(" ", {})).to.match(/^is the key, and is empty.*; set `name`$/);
			expect(fault("web", { name: " " })).to.match(/^is empty/);
			expect(fault("web", { username: "a b" })).to.match(/^contains a space/);
		});

		it("is a value that is not a map", () => {
			expectFailure(READ, "tokens", /is missing/);
		});

		it("is a key that JavaScript treats specially, or an empty one", () => {
			expectFailure(
				{ ...READ, tokens: '{"__proto__":{"project":5}}' },
				'tokens["__proto__"]',
				/cannot be used/,
			);
			expectFailure({ ...READ, tokens: { "": { project: 5 } } }, 'tokens[""]', /cannot be used/);
		});

		it("is a key that cannot be a name, unless the entry has one", () => {
			const long = "k".repeat(500);
			const path = `tokens["${long}"].name`;
			expectFailure({ ...READ, tokens: { [long]: { project: 5 } } }, path, /500 characters.*set `name`/);
			expect(failuresOf({ ...READ, tokens: { [long]: { project: 5, name: "n" } } })).to.deep.equal({});
			expectFailure({ ...READ, tokens: { "a\nb": { project: 5 } } }, 'tokens["a\\nb"].name', /control/);
		});

		it("is reported at its index in a long list of scopes", () => {
			const scopes = [...Array(11).fill("read_registry"), "no scope"];
			expectFailure({ tokens: { a: { project: 5, scopes } } }, 'tokens["a"].scopes[11]', /is not a scope/);
			expectFailure({ scopes, tokens: { a: { project: 5 } } }, "scopes[11]", /is not a scope/);
		});

		it("is an invalid option", () => {
			for (const [property, value] of [
				["overlap", "soon"],
				["overlap", 5],
				["overlap", "-1h"],
				["onKeyFailure", "ignore"],
				["maxDeletions", -1],
				["maxDeletions", 1.5],
				["maxDeletions", "10"],
				["maxDeletions", "150%"],
				["maxDeletions", "-5%"],
				["maxDeletions", "5% of them"],
				["maxDeletions", "about 5%"],
				["maxDeletions", "1000%"],
				["maxDeletions", true],
				["overlap", "x0s"],
				["overlap", "0s and more"],
				["overlap", true],
				["connection", "no name"],
			] as const)
				expectFailure({ ...READ, [property]: value, tokens: { a: { project: 5 } } }, property, /./);
		});

		it("is a misspelt input, with a suggestion", () => {
			expectFailure({ ...READ, token: {}, tokens: {} }, "token", /`tokens`/);
			expectFailure({ ...READ, maxDeletion: 5, tokens: {} }, "maxDeletion", /`maxDeletions`/);
		});

		it("is all reported at once", () => {
			const raw = {
				scopes: ["read"],
				overlap: "soon",
				tokens: { a: { project: "web" }, b: { group: 7, username: "ä" }, c: 5 },
			};
			expect(failuresOf({ ...raw, scopes: ["Read_Registry"] })).to.have.all.keys(
				"scopes[0]",
				"overlap",
				'tokens["a"].project',
				'tokens["b"].username',
				'tokens["c"]',
			);
		});
	});

	describe("an invalid default", () => {
		const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`key-${n}`, { project: 5 }]));
		const faults: [string, Raw, string][] = [
			["a wrong scope", { scopes: ["READ_REGISTRY"] }, "scopes[0]"],
			["no scopes", { scopes: [] }, "scopes"],
			["a wrong username", { username: "a b" }, "username"],
			["a date that has passed", { expiresAt: "2031-01-01" }, "expiresAt"],
			["a wrong lifetime", { expiresIn: "soon" }, "expiresIn"],
			["two ends", { expiresAt: "2032-01-01", expiresIn: "1d" }, "expiresIn"],
			["a window as long as the lifetime", { expiresIn: "1d", rotateBefore: "1d" }, "rotateBefore"],
			["a window without a lifetime", { rotateBefore: "1d" }, "rotateBefore"],
		];
		for (const [what, more, property] of faults)
			it(`is reported once for a hundred keys: ${what}`, () => {
				expect(failuresOf({ ...READ, ...more, tokens: many })).to.have.all.keys(property);
			});

		it("is reported once where it is missing, with the keys that need it", () => {
			const raw = { tokens: { ...many, own: { project: 5, ...READ } } };
			expectFailure(raw, "scopes", /^is missing, and tokens\["key-0"\], .* and 95 more have none of its own/);
			expectFailure({ tokens: { web: { project: 5 } } }, "scopes", /tokens\["web"\] has none of its own/);
		});

		it("is reported in addition to an invalid key", () => {
			const tokens = { ...many, "key-7": { project: 5, scopes: [""] } };
			expect(failuresOf({ scopes: ["X"], tokens })).to.have.all.keys(
				"scopes[0]",
				'tokens["key-7"].scopes[0]',
			);
		});
	});

	it("quickly finds the one invalid key of ten thousand", () => {
		const tokens = Object.fromEntries(
			Array.from({ length: 10_000 }, (_, n) => [
				`key-${n}`,
				{ project: n === 7_777 ? "web" : 1 + (n % 500) },
			]),
		);
		expectFailure({ ...READ, tokens }, 'tokens["key-7777"].project', /full path/);
	});

	describe("a warning", () => {
		it("names two keys with the same owner and name, not with different ones", () => {
			const tokens = {
				a: { project: 5, name: "ci" },
				b: { project: "5", name: "ci" },
				c: { project: 6, name: "ci" },
				d: { group: 5, name: "ci" },
			};
			const { warnings, failures } = check({ ...READ, tokens });
			expect(failures).to.deep.equal([]);
			expect(warnings).to.deep.equal(['tokens["b"] and tokens["a"] have the same owner and name']);
		});

		it("names an unknown scope once for the defaults, and by path for a key", () => {
			const tokens = { a: { project: 5 }, b: { project: 6 }, c: { project: 5, scopes: ["admin_all"] } };
			const { warnings, failures } = check({ scopes: ["read_everything"], tokens });
			expect(failures).to.deep.equal([]);
			expect(warnings).to.have.length(2);
			expect(warnings[0]).to.match(/^scope "read_everything"/);
			expect(warnings[1]).to.match(/^tokens\["c"\]: scope "admin_all"/);
		});
	});

	describe("shows nothing of what the program may have marked as secret", () => {
		const secret = "my secret value";
		for (const [what, raw] of [
			["the username of a key", { tokens: { a: { project: 5, username: secret } } }],
			["the username of all", { username: secret, tokens: { a: { project: 5 } } }],
			["the name of a key", { tokens: { a: { project: 5, name: [secret] } } }],
			["an entry that is a text", { tokens: { a: secret } }],
			["an entry that is a list", { tokens: { a: [secret] } }],
		] as const)
			it(what, () => {
				const { failures } = check({ ...READ, ...raw });
				expect(failures).to.have.length(1);
				expect(failures[0]?.reason).to.not.contain("secret");
			});
	});

	describe("an overlap that is too long", () => {
		for (const overlap of ["36526d", "999999999d", "999999999w", "P999999999W"])
			it(`is refused: ${overlap}`, () => {
				expectFailure({ ...READ, overlap, tokens: {} }, "overlap", /longer than a hundred years/);
			});

		it("is accepted up to a hundred years", () => {
			expect(failuresOf({ ...READ, overlap: "36525d", tokens: {} })).to.deep.equal({});
		});
	});

	describe("a key that adopts", () => {
		const adopting = (own: Raw): Raw => ({ a: { project: 5, adopt: { tokenId: 7 }, ...own } });

		it("may have a name that GitLab once accepted, and keep it afterwards", () => {
			const { inputs, failures } = check({ ...READ, tokens: adopting({ name: "" }) });
			expect(failures).to.deep.equal([]);
			const later = { ...READ, tokens: { a: { project: 5, name: "" } } };
			expect(failuresOf(later, inputs)).to.deep.equal({});
			expectFailure(later, 'tokens["a"].name', /is empty/);
			const another = { ...READ, tokens: { a: { project: 5, name: " " } } };
			expect(failuresOf(another, inputs)).to.have.all.keys('tokens["a"].name');
		});

		it("may opt out of the default lifetime, whichever it is", () => {
			for (const lifetime of [
				{ expiresIn: "90d", rotateBefore: "30d" },
				{ expiresAt: "2032-01-01" },
				{ expiresAt: "never" },
				{},
			]) {
				const { inputs, failures } = check({
					...READ,
					...lifetime,
					tokens: adopting({ expiresAt: "never" }),
				});
				expect(failures).to.deep.equal([]);
				const own = parseTokens(inputs.tokens).get("a") ?? {};
				expect(keyInputs("a", own, inputs)).to.not.have.any.keys("expiresAt", "expiresIn", "rotateBefore");
				const { drift, ...once } = inputs;
				expect(check({ ...once }).inputs).to.deep.equal({ ...once, drift });
			}
		});

		it("may not combine `never` with its own lifetime", () => {
			const tokens = adopting({ expiresAt: "never", expiresIn: "30d" });
			expectFailure({ ...READ, tokens }, 'tokens["a"].expiresIn', /conflicts with/);
		});
	});

	for (const entry of [null, 7, "text", [], { adopt: null }, { adopt: "5:1", name: 7 }])
		it(`refuses an invalid name where the recorded entry is malformed: ${JSON.stringify(entry)}`, () => {
			const olds = { tokens: { web: entry } } as unknown as Partial<DeployTokenSetInputs>;
			const failures = failuresOf({ ...READ, tokens: { web: { project: 5, name: "" } } }, olds);
			expect(failures).to.have.all.keys('tokens["web"].name');
		});

	describe("a warning of many keys", () => {
		it("is a single one, with the first few of them", () => {
			const tokens = Object.fromEntries(
				Array.from({ length: 9 }, (_, n) => [`k${n}`, { project: n + 1, scopes: ["read_virtual_registry"] }]),
			);
			expect(check({ ...READ, tokens }).warnings).to.deep.equal([
				'tokens["k0"], tokens["k1"], tokens["k2"], tokens["k3"], tokens["k4"] and 4 more: scopes contain "read_virtual_registry" without "read_registry"; GitLab\'s dependency proxy requires both',
			]);
		});

		it("names the default scopes once, without a key", () => {
			const tokens = { a: { project: 5 }, b: { project: 6 } };
			const { warnings } = check({ scopes: ["write_virtual_registry"], tokens });
			expect(warnings).to.have.length(1);
			expect(warnings[0]).to.match(/^scopes contain "write_virtual_registry"/);
		});

		it("names those whose tokens GitLab passes to CI jobs, also with inherited scopes", () => {
			const tokens = {
				"gitlab-deploy-token": { project: 5 },
				b: { project: 6, name: "gitlab-deploy-token" },
				c: { project: 7 },
			};
			const { warnings } = check({ ...READ, tokens });
			expect(warnings).to.have.length(1);
			expect(warnings[0]).to.match(/^tokens\["gitlab-deploy-token"\], tokens\["b"\]: GitLab passes/);
		});
	});

	describe("what is not known yet", () => {
		it("may be the whole map: the other inputs are checked", () => {
			const { inputs, failures } = check({ ...READ, overlap: "soon", maxDeletions: 0, tokens: UNKNOWN });
			expect(inputs.tokens).to.equal(UNKNOWN);
			expect(failures.map(({ property }) => property)).to.deep.equal(["overlap"]);
		});

		it("may be a default, or an option", () => {
			for (const name of ["scopes", "username", "expiresAt", "overlap", "onKeyFailure", "maxDeletions"]) {
				const raw = { ...READ, [name]: UNKNOWN, tokens: { a: { project: 5 } } };
				expect(failuresOf(raw, { tokens: '{"gone":{"project":6}}' }), name).to.deep.equal({});
				expect(check(raw).inputs, name).to.have.property(name, UNKNOWN);
			}
		});
	});

	it("gives each key what a single resource would declare", () => {
		const owner = fc.oneof(
			fc.record({ project: fc.integer({ min: 1, max: 99 }) }),
			fc.record({ group: fc.integer({ min: 1, max: 99 }) }),
		);
		const own = fc.record(
			{
				username: fc.constantFrom("u", "v"),
				scopes: fc.constantFrom(["read_registry"], ["read_repository"]),
			},
			{ requiredKeys: [] },
		);
		const key = fc
			.string({ minLength: 1, maxLength: 30, unit: "grapheme" })
			.filter((text) => /^[^\p{C}]+$/u.test(text) && text.trim() !== "" && text !== "__proto__");
		fc.assert(
			fc.property(fc.dictionary(key, fc.tuple(owner, own), { noNullPrototype: true }), (entries) => {
				const tokens = Object.fromEntries(
					Object.entries(entries).map(([name, [who, what]]) => [name, { ...who, ...what }]),
				);
				const { inputs, failures } = check({ ...READ, username: "all", tokens });
				expect(failures).to.deep.equal([]);
				const parsed = parseTokens(inputs.tokens);
				expect([...parsed.keys()]).to.have.members(Object.keys(tokens));
				for (const [name, overrides] of parsed)
					expect(keyInputs(name, overrides, inputs)).to.deep.equal({
						username: "all",
						...READ,
						name,
						...tokens[name],
						status: "active",
					});
			}),
		);
	});
});

describe("keyInputs", () => {
	const policy = { expiresIn: "90d", rotateBefore: "14d" };
	for (const [what, defaults, own, lifetime] of [
		["the set's lifetime where it has none of its own", policy, {}, policy],
		["its own lifetime, without the set's window", policy, { expiresIn: "30d" }, { expiresIn: "30d" }],
		[
			"its own end, without the set's lifetime",
			policy,
			{ expiresAt: "2032-01-01T00:00:00.000Z" },
			{ expiresAt: "2032-01-01T00:00:00.000Z" },
		],
		["its own lifetime, without the set's end", { expiresAt: "2032-01-01" }, policy, policy],
	] as const)
		it(`gives a key ${what}`, () => {
			const { inputs, failures } = check({ ...READ, ...defaults, tokens: { web: { project: 5, ...own } } });
			expect(failures).to.deep.equal([]);
			const overrides = parseTokens(inputs.tokens).get("web") ?? {};
			expect(keyInputs("web", overrides, inputs)).to.deep.equal({
				...READ,
				...lifetime,
				project: 5,
				name: "web",
				status: "active",
			});
		});
});

describe("two keys that adopt", () => {
	const adopting = (...ids: unknown[]) =>
		Object.fromEntries(ids.map((tokenId, n) => [`k${n}`, { project: 5 + n, adopt: { tokenId } }]));

	it("may not adopt the same token: the error is at the second key's path", () => {
		expectFailure({ ...READ, tokens: adopting(7, 8, 7) }, 'tokens["k2"].adopt', /token 7, .*"k0"/);
	});

	it("may adopt one token each, or tokens that are not known yet", () => {
		expect(failuresOf({ ...READ, tokens: adopting(7, 8, UNKNOWN, UNKNOWN) })).to.deep.equal({});
	});
});

describe("overlapMs", () => {
	it("is the duration in milliseconds, or undefined", () => {
		expect(overlapMs("0s")).to.equal(0);
		expect(overlapMs("00h")).to.equal(0);
		expect(overlapMs("1h")).to.equal(3_600_000);
		expect(overlapMs("PT12H")).to.equal(43_200_000);
		expect(overlapMs("0")).to.equal(undefined);
		expect(overlapMs("")).to.equal(undefined);
	});
});
