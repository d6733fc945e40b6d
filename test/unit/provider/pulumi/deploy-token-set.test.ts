import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { isGitLabDeployTokenError } from "../../../../provider/api/errors";
import { DeployTokenSet, type DeployTokenSetArgs } from "../../../../provider/pulumi/deploy-token-set";
import { DEPLOY_TOKEN_SET_PROVIDER } from "../../../../provider/pulumi/provider-text";
import { tokensText } from "../../../../provider/pulumi/tokens-text";
import { inputsOf, isSecret, unwrapped, useMocks, value } from "./program";

const READ = { scopes: ["read_registry"] };

/** What GitLab gave, as the provider process writes it down. */
const CONTENTS = {
	scopes: ["read_registry"],
	tokens: {
		5: { id: "p5/44", token: "gldt-secret-of-number-five" },
		"a.b": { id: "g7/43", token: "gldt-secret-of-the-dotted-key", username: "robot" },
		taken: { id: "p6/42", owner: "grp/other", username: "by hand" },
		web: {
			id: "p5/41",
			token: "gldt-secret-of-the-web-key",
			expiresAt: "2032-01-01T00:00:00.000Z",
		},
	},
	failed: { late: "The deploy token was not created: no.\nDo something. [GITLAB_REJECTED]" },
};

describe("the resource DeployTokenSet under mocks that give back the inputs", () => {
	useMocks();

	it("has no tokens, and no error", async () => {
		const made = new DeployTokenSet("echo", {
			...READ,
			tokens: { web: { project: 5 } },
		} as DeployTokenSetArgs);
		const maps: pulumi.Output<object>[] = [
			made.secrets,
			made.usernames,
			made.tokenIds,
			made.failed,
			made.expiresAt,
		];
		for (const output of maps) expect(await value(output)).to.deep.equal({});
		expect(await value(made.token("web").dockerConfigJson("registry.example.com"))).to.equal(undefined);
		for (const output of [made.secrets, made.contents, made.token("web").password])
			expect(await isSecret(output)).to.equal(true);
	});
});

describe("the resource DeployTokenSet", () => {
	const registered = useMocks(() => ({
		host: "https://gitlab.example.com",
		contents: JSON.stringify(CONTENTS),
	}));
	let count = 0;
	const set = (args: object) => {
		count += 1;
		return new DeployTokenSet(`set-${count}`, args as DeployTokenSetArgs);
	};

	/** The tokens as they reach the provider process, and whether they are marked as secret. */
	const tokensOf = async (tokens: unknown) => {
		const inputs = await inputsOf(registered, () => set({ ...READ, tokens }));
		const { value: text, secret } = unwrapped(inputs.tokens);
		return { tokens: text === undefined ? undefined : JSON.parse(String(text)), secret };
	};

	describe("passes its tokens on as one string", () => {
		it("of what is known, with the code by which Pulumi finds the package", async () => {
			const inputs = await inputsOf(registered, () =>
				set({
					...READ,
					expiresIn: "90d",
					overlap: "2h",
					tokens: { web: { project: 5 }, all: { group: "grp" } },
				}),
			);
			expect(inputs).to.deep.equal({
				...READ,
				expiresIn: "90d",
				overlap: "2h",
				tokens: '{"web":{"project":5},"all":{"group":"grp"}}',
				__provider: DEPLOY_TOKEN_SET_PROVIDER,
			});
		});

		const entry = { project: 5, scopes: ["read_registry"] };
		const later = <T>(known: T) => pulumi.output(Promise.resolve(known));
		for (const [what, tokens] of [
			["the whole map", later({ web: entry })],
			["an entry", { web: later(entry) }],
			["a property of an entry", { web: { ...entry, project: later(5) } }],
			["a list in an entry", { web: { ...entry, scopes: later(["read_registry"]) } }],
			["a member of a list in an entry", { web: { ...entry, scopes: [later("read_registry")] } }],
			["a promise of the map", Promise.resolve({ web: entry })],
			["a promise of an entry", { web: Promise.resolve(entry) }],
			["a promise in an entry", { web: { ...entry, project: Promise.resolve(5) } }],
			["an output of an output", later({ web: later({ ...entry, project: later(5) }) })],
		] as const)
			it(`after it waited for ${what}`, async () => {
				expect(await tokensOf(tokens)).to.deep.equal({ tokens: { web: entry }, secret: false });
			});

		it("marked as a secret where a part of it is one", async () => {
			const { tokens, secret } = await tokensOf({ web: { project: 5, username: pulumi.secret("robot") } });
			expect({ tokens, secret }).to.deep.equal({
				tokens: { web: { project: 5, username: "robot" } },
				secret: true,
			});
		});

		it("marked as a secret where it holds that of a token to adopt, and only then", async () => {
			const adopt = { tokenId: 4, token: "gldt-of-a-token-made-by-hand" };
			for (const given of [
				adopt,
				pulumi.output(adopt),
				Promise.resolve(adopt),
				{ ...adopt, token: pulumi.output(adopt.token) },
			]) {
				const { tokens, secret } = await tokensOf({ web: { project: 5, adopt: given } });
				expect({ tokens, secret }).to.deep.equal({ tokens: { web: { project: 5, adopt } }, secret: true });
			}
			for (const given of [
				pulumi.output({ web: { project: 5, adopt } }),
				{ web: pulumi.output({ project: 5, adopt }) },
			])
				expect((await tokensOf(given)).secret).to.equal(true);
			expect((await tokensOf({ web: { project: 5, adopt: { tokenId: 4 } } })).secret).to.equal(false);
		});

		it("with any string as a key", async () => {
			const keys = ["a.b", "grp/proj", "🚀", "constructor", "toString", "10", "k".repeat(500), ""];
			const given = Object.fromEntries(keys.map((key) => [key, { project: 5 }]));
			for (const tokens of [given, pulumi.output(given)])
				expect(Object.keys((await tokensOf(tokens)).tokens)).to.have.members(keys);
		});
	});

	describe("never loses an expiry", () => {
		const date = new Date("2032-01-01T00:00:00Z");
		const at = "2032-01-01T00:00:00.000Z";
		const entry = (expiresAt: unknown) => ({ project: 5, expiresAt });
		for (const [what, tokens] of [
			["in an entry", { web: entry(date) }],
			["in an output in an entry", { web: entry(pulumi.output(1).apply(() => date)) }],
			["in a promise in an entry", { web: entry(Promise.resolve(date)) }],
			["in an entry that has to be waited for", { web: pulumi.output(1).apply(() => entry(date)) }],
			["in a map that has to be waited for", pulumi.output(1).apply(() => ({ web: entry(date) }))],
			["beside an output in its entry", { web: { ...entry(date), project: pulumi.output(5) } }],
			["in a promise of a map", Promise.resolve({ web: entry(date) })],
		] as const)
			it(`that is a Date ${what}`, async () => {
				expect((await tokensOf(tokens)).tokens).to.deep.equal({ web: { project: 5, expiresAt: at } });
			});

		const invalid = new Date("not a date");
		for (const [what, tokens, text] of [
			["an invalid Date", { web: entry(invalid) }, "Invalid Date"],
			["an invalid Date in an output", { web: entry(pulumi.output(1).apply(() => invalid)) }, "Invalid Date"],
			["an invalid Date in a promise", { web: entry(Promise.resolve(invalid)) }, "Invalid Date"],
			[
				"an invalid Date beside an output",
				{ web: { ...entry(invalid), project: pulumi.output(5) } },
				"Invalid Date",
			],
			[
				"an invalid Date in a map that has to be waited for",
				pulumi.output(1).apply(() => ({ web: entry(invalid) })),
				"Invalid Date",
			],
			["no number", { web: entry(Number.NaN) }, "NaN"],
			["an infinite number", { web: entry(Number.POSITIVE_INFINITY) }, "Infinity"],
			["a function", { web: entry(() => date) }, "a function"],
			["a Map", { web: entry(new Map()) }, "[object Map]"],
		] as const)
			it(`that is ${what}: \`check\` receives a value that it refuses`, async () => {
				expect((await tokensOf(tokens)).tokens).to.deep.equal({ web: { project: 5, expiresAt: text } });
			});

		it("that is a Date which Pulumi has already emptied: `check` receives a value that it refuses", async () => {
			const { tokens } = await tokensOf(pulumi.output({ web: entry(date) }));
			expect(tokens.web.expiresAt).to.not.equal(undefined);
		});

		it("that is a default: a Date becomes its text, an invalid one a value that `check` refuses", async () => {
			for (const [given, text] of [
				[date, at],
				[pulumi.output(1).apply(() => date), at],
				[invalid, "Invalid Date"],
			] as const) {
				const inputs = await inputsOf(registered, () => set({ ...READ, expiresAt: given, tokens: {} }));
				expect(inputs.expiresAt).to.equal(text);
			}
		});
	});

	describe("refuses a map instead of treating it as empty", () => {
		for (const [what, tokens, text] of [
			["a Map", new Map([["web", { project: 5 }]]), "[object Map]"],
			["a Set", new Set(["web"]), "[object Set]"],
			["a list", [{ project: 5 }], [{ project: 5 }]],
			["a number", 5, 5],
			["null", null, null],
		] as const)
			it(`that is ${what}`, async () => {
				expect((await tokensOf(tokens)).tokens).to.deep.equal(text);
			});

		it("that is missing", async () => {
			expect((await tokensOf(undefined)).tokens).to.equal(undefined);
		});

		it("that has a key or a property called __proto__", async () => {
			const key = JSON.parse('{"__proto__":{"project":5}}');
			const property = JSON.parse('{"web":{"project":5,"__proto__":{}}}');
			const later = { other: { project: pulumi.output(5) } };
			for (const tokens of [key, property, Object.assign(JSON.parse('{"__proto__":{}}'), later)])
				expect(() => set({ ...READ, tokens })).to.throw(/`__proto__` cannot be used as/);
			const entry = pulumi.output(1).apply(() => JSON.parse('{"project":5,"__proto__":{}}'));
			const failure = await value(pulumi.output(tokensText("set", { web: entry }))).catch((error) => error);
			expect(String(failure)).to.match(/`__proto__` cannot be used as/);
		});
	});

	it("refuses Pulumi's import, and names the alternative", () => {
		expect(() => new DeployTokenSet("old", { ...READ, tokens: {} }, { import: "x" })).to.throw(
			/`adopt: \{ tokenId: … \}` in their entries/,
		);
	});

	describe("treats an entry's `adopt` as omitted", () => {
		for (const nothing of [undefined, null])
			it(`where it resolves to ${nothing}`, async () => {
				for (const adopt of [pulumi.output(nothing), Promise.resolve(nothing)])
					expect((await tokensOf({ web: { project: 5, adopt } })).tokens).to.deep.equal({
						web: { project: 5 },
					});
			});
	});

	describe("keeps non-secret values readable", () => {
		const read = (made: DeployTokenSet) => [made.usernames, made.tokenIds, made.failed, made.expiresAt];
		const secrets = async (args: object) =>
			Promise.all(read(set({ ...READ, ...args })).map((output) => isSecret(output)));

		it("where the program made nothing a secret, also while a token is adopted with its secret", async () => {
			const adopt = { tokenId: 1, token: pulumi.secret("gldt-x") };
			const later = pulumi.output("grp/proj");
			expect(await secrets({ tokens: { web: { project: 5 } } })).to.deep.equal([false, false, false, false]);
			expect(await secrets({ tokens: { web: { project: later, adopt } } })).to.deep.equal([
				false,
				false,
				false,
				false,
			]);
		});

		for (const [what, args] of [
			["its username", { username: pulumi.secret("mine"), tokens: {} }],
			["its tokens", { tokens: pulumi.secret({ web: { project: 5 } }) }],
			["an entry", { tokens: { web: pulumi.secret({ project: 5 }) } }],
			["an entry's username", { tokens: { web: { project: 5, username: pulumi.secret("mine") } } }],
		] as const)
			it(`but not where the program made ${what} a secret`, async () => {
				expect(await secrets(args)).to.deep.equal([true, true, true, true]);
			});
	});

	describe("has outputs by key", () => {
		const made = () => set({ ...READ, expiresAt: "2040-01-01", tokens: {} });

		it("for its secrets, as a secret", async () => {
			const { secrets } = made();
			expect(await value(secrets)).to.deep.equal({
				5: "gldt-secret-of-number-five",
				"a.b": "gldt-secret-of-the-dotted-key",
				web: "gldt-secret-of-the-web-key",
			});
			expect(await isSecret(secrets)).to.equal(true);
		});

		for (const [name, expected] of [
			[
				"usernames",
				{ 5: "gitlab+deploy-token-44", "a.b": "robot", taken: "by hand", web: "gitlab+deploy-token-41" },
			],
			["tokenIds", { 5: 44, "a.b": 43, taken: 42, web: 41 }],
			["expiresAt", { web: "2032-01-01T00:00:00.000Z" }],
			["failed", CONTENTS.failed],
		] as const)
			it(`called ${name}, which are no secret and hold none`, async () => {
				const output: pulumi.Output<unknown> = made()[name];
				expect(await value(output)).to.deep.equal(expected);
				expect(await isSecret(output)).to.equal(false);
				expect(JSON.stringify(await value(output))).to.not.contain("gldt-");
			});

		it("that are the only ones: the state gets nothing else", async () => {
			const inputs = await inputsOf(registered, made);
			expect(inputs).to.have.all.keys("scopes", "expiresAt", "tokens", "__provider");
		});
	});

	describe("formats one token for its consumer", () => {
		const user = "gitlab+deploy-token-41";
		const token = "gldt-secret-of-the-web-key";
		const basic = Buffer.from(`${user}:${token}`).toString("base64");
		const forms: [string, (of: DeployTokenSet) => pulumi.Output<string>, string][] = [
			["password", (of) => of.token("web").password, token],
			["basicAuth", (of) => of.token("web").basicAuth(), basic],
			[
				"dockerConfigJson",
				(of) => of.token("web").dockerConfigJson("registry.example.com"),
				JSON.stringify({
					auths: { "registry.example.com": { username: user, password: token, auth: basic } },
				}),
			],
			[
				"gitUrl",
				(of) => of.token("web").gitUrl(pulumi.output("https://gitlab.example.com/grp/proj.git")),
				`https://gitlab%2Bdeploy-token-41:${token}@gitlab.example.com/grp/proj.git`,
			],
			[
				"netrc",
				(of) => of.token("web").netrc("gitlab.example.com"),
				`machine gitlab.example.com\nlogin ${user}\npassword ${token}`,
			],
			[
				"npmrc",
				(of) => of.token("web").npmrc("https://gitlab.example.com/api/v4/packages/npm/"),
				`//gitlab.example.com/api/v4/packages/npm/:_authToken=${token}`,
			],
		];
		for (const [method, read, expected] of forms)
			it(`by ${method}, as a secret`, async () => {
				const output = read(set({ ...READ, tokens: {} }));
				expect((await value(output)).trim()).to.equal(expected);
				expect(await isSecret(output)).to.equal(true);
			});

		it("with a key that configuration gave as a number", async () => {
			expect(await value(set({ ...READ, tokens: {} }).token(5 as never).password)).to.equal(
				"gldt-secret-of-number-five",
			);
		});

		it("with a key that has dots", async () => {
			expect(await value(set({ ...READ, tokens: {} }).token("a.b").password)).to.equal(
				"gldt-secret-of-the-dotted-key",
			);
		});

		for (const [what, key, code, message] of [
			["is not declared", "nobody", "INPUT_INVALID", /has no token "nobody": it is not declared/],
			["is one of JavaScript's own", "constructor", "INPUT_INVALID", /has no token "constructor"/],
			["has failed", "late", "DEPLOY_TOKENS_INCOMPLETE", /has no token "late": .*GITLAB_REJECTED/s],
			["was taken over without its secret", "taken", "INPUT_INVALID", /secret of token "taken" is unknown/],
		] as const)
			it(`but not of a key that ${what}: an error without a secret`, async () => {
				const output = set({ ...READ, tokens: {} }).token(key).password;
				const error = await value(output).catch((thrown: unknown) => thrown);
				expect(isGitLabDeployTokenError(error, code)).to.equal(true);
				expect((error as Error).message).to.match(message);
				expect((error as Error).stack)
					.to.not.contain("gldt-")
					.and.not.contain("/provider/");
				expect(JSON.stringify(error)).to.not.contain("gldt-");
			});
	});
});

describe("the resource DeployTokenSet in a preview", () => {
	const registered = useMocks(() => ({}), { preview: true });

	it("passes on what is known, and has no outputs yet", async () => {
		const set = new DeployTokenSet("new", { scopes: ["read_registry"], tokens: { web: { project: 5 } } });
		await value(set.urn);
		expect(registered[0]?.inputs.tokens).to.equal('{"web":{"project":5}}');
	});
});
