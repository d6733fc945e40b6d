import { expect } from "chai";
import fc from "fast-check";
import { isGitLabDeployTokenError } from "../../../../../provider/api/errors";
import { formatContents, parseContents, type SetContents } from "../../../../../provider/model/set/contents";
import { setEntry, tokenRecord } from "../../../../../provider/model/set/records";
import type { RecordedState } from "../../../../../provider/model/token/state";
import type { TokenId } from "../../../../../provider/model/values/token-id";

const HOST = "https://gitlab.example.com";

const empty: SetContents = { scopes: ["read_registry"], tokens: new Map(), retired: [], failed: new Map() };

const number = fc.integer({ min: 1, max: 10 ** 9 });
const key = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text !== "__proto__");
const scopes = fc.constantFrom(["read_registry"], ["read_repository"], ["read_registry", "write_registry"]);
const instant = fc.date({ min: new Date("2000-01-01"), max: new Date("2999-01-01"), noInvalidDate: true });

/** A token with its id, as an operation on it gives them. */
const token = fc
	.record({
		kind: fc.constantFrom("project" as const, "group" as const),
		owner: number,
		tokenId: number,
		path: fc.option(fc.constantFrom("grp/proj", "a/b/c"), { nil: undefined }),
		name: fc.option(key, { nil: undefined }),
		username: fc.option(fc.constantFrom("robot", "gitlab+deploy-token-1"), { nil: undefined }),
		secret: fc.option(fc.constant("gldt-abcdefghijklmnopqrst"), { nil: undefined }),
		scopes,
		expiresAt: fc.option(instant, { nil: undefined }),
		status: fc.constantFrom("active" as const, "revoked" as const, "expired" as const, "gone" as const),
	})
	.map(({ kind, owner, tokenId, path, secret, expiresAt, ...rest }) => ({
		kind,
		owner,
		tokenId,
		path,
		secret,
		expiresAt,
		rest,
	}));

const PLACE = { setId: "set-1", host: HOST };
const plain = { noNullPrototype: true } as const;

describe("the contents of a set", () => {
	it("are the same after serializing and parsing", () => {
		const entry = fc.record({ id: number.map((n) => `p5/${n}`), token: fc.string() }, plain);
		const retired = fc.record(
			{
				id: number.map((n) => `g7/${n}`),
				name: fc.string(),
				username: fc.string(),
				until: fc.constant("2031-01-01T00:00:00.000Z"),
			},
			plain,
		);
		fc.assert(
			fc.property(
				fc.dictionary(key, entry, plain),
				fc.array(retired, { maxLength: 3 }),
				fc.dictionary(key, fc.string(), plain),
				scopes,
				(tokens, retiredTokens, failed, defaults) => {
					const contents: SetContents = {
						scopes: defaults,
						tokens: new Map(Object.entries(tokens)),
						retired: retiredTokens,
						failed: new Map(Object.entries(failed)),
					};
					const text = formatContents(contents);
					const back = parseContents(text);
					expect(Object.fromEntries(back.tokens)).to.deep.equal(tokens);
					expect(Object.fromEntries(back.failed)).to.deep.equal(failed);
					expect(back).to.deep.include({ scopes: defaults, retired: retiredTokens });
					expect(formatContents(parseContents(text))).to.equal(text);
				},
			),
		);
	});

	it("omit empty parts", () => {
		expect(formatContents(empty)).to.equal('{"scopes":["read_registry"],"tokens":{}}');
	});

	it("are parsed once for a program that reads one key after the other", () => {
		const text = formatContents(empty);
		expect(parseContents(text)).to.equal(parseContents(text));
		expect(parseContents(text)).to.not.equal(parseContents(`${text} `));
	});

	for (const text of [
		"",
		"null",
		"[]",
		"{}",
		'{"scopes":[]}',
		'{"scopes":"read","tokens":{}}',
		'{"scopes":[],"tokens":null}',
		'{"scopes":[],"tokens":{"web":null}}',
		'{"scopes":[],"tokens":{"web":{"token":"gldt-abcdefghijklmnopqrst"}}}',
		'{"scopes":[],"tokens":{"web":{"id":"pgrp/1"}}}',
		'{"scopes":[],"tokens":{},"retired":{}}',
		'{"scopes":[],"tokens":{},"retired":[{"id":"5"}]}',
	])
		it(`are refused: ${text === "" ? "nothing" : text.replace(/gldt-\w+/, "…")}`, () => {
			let error: unknown;
			try {
				parseContents(text);
			} catch (thrown) {
				error = thrown;
			}
			expect(isGitLabDeployTokenError(error, "DEPLOY_TOKEN_STATE_UNREADABLE")).to.equal(true);
			expect(error).to.include({
				message: "The recorded contents of the deploy token set cannot be read.",
				hint: "Restore the stack's state from a backup.",
			});
			expect(String(error)).to.not.contain("gldt-");
		});

	it("hold each token in compact form", () => {
		fc.assert(
			fc.property(
				token,
				key,
				scopes,
				({ kind, owner, tokenId, path, secret, expiresAt, rest }, name, defaults) => {
					const id: TokenId = { owner: { kind, ref: owner }, tokenId };
					const state: RecordedState = {
						[kind]: path ?? owner,
						name: rest.name ?? name,
						scopes: rest.scopes,
						username: rest.username ?? `gitlab+deploy-token-${tokenId}`,
						...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
						...(secret === undefined ? {} : { token: secret }),
						status: rest.status,
						tokenId,
						host: HOST,
					};
					const entry = setEntry(name, { id, state }, defaults);
					expect(tokenRecord([name, entry], { ...PLACE, scopes: defaults })).to.deep.equal({
						id,
						state,
						holder: `set-1 ${name}`,
					});
				},
			),
		);
		const short = setEntry(
			"web",
			{
				id: { owner: { kind: "project", ref: 5 }, tokenId: 41 },
				state: {
					project: 5,
					name: "web",
					scopes: ["read_registry"],
					username: "gitlab+deploy-token-41",
					token: "gldt-x",
					status: "active",
					tokenId: 41,
					host: HOST,
				},
			},
			["read_registry"],
		);
		expect(short).to.deep.equal({ id: "p5/41", token: "gldt-x" });
	});

	it("take the policy from the declaration, from which a token's record never differs", () => {
		const entry = { id: "p5/41", token: "gldt-x" };
		const declared = {
			project: 5,
			name: "web",
			scopes: [],
			status: "active",
			expiresIn: "90d",
			rotateBefore: "14d",
			connection: "acme",
		} as const;
		const { state } = tokenRecord(["web", entry], { ...PLACE, scopes: [] }, declared);
		expect(state).to.include({ expiresIn: "90d", rotateBefore: "14d", connection: "acme" });
		expect(tokenRecord(["web", entry], { ...PLACE, scopes: [] }).state).to.not.have.any.keys(
			"expiresIn",
			"rotateBefore",
			"connection",
		);
	});
});
