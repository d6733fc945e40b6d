import { expect } from "chai";
import { UNKNOWN } from "../../provider/model/values/unknown";
import { DeployToken } from "../../provider/pulumi/deploy-token";
import type { Outcome, Properties, Stack } from "./harness/engine";
import { writes } from "./harness/gitlab";
import { DAY } from "./harness/time";
import { START, useGitLab } from "./harness/use-gitlab";
import { CREDENTIALS, type TokenRow, world } from "./harness/world";

const SECRET = "gldt-the-secret-of-token-12";

/** A token that was created by hand. */
const HELD: TokenRow = {
	id: 12,
	project: 5,
	name: "ci",
	username: "robot",
	scopes: ["read_registry", "write_registry"],
	expiresAt: "2031-06-01",
	token: SECRET,
};

/** What has to be declared for it. */
const SAME: Properties = {
	project: "grp/proj",
	name: "ci",
	username: "robot",
	scopes: ["write_registry", "read_registry"],
	expiresAt: "2031-06-01",
};

const ADOPTED: Properties = { ...SAME, adopt: { tokenId: 12 } };

describe("adopt", () => {
	const rows: TokenRow[] = [
		HELD,
		{ id: 13, project: 5, name: "default", scopes: ["read_registry"] },
		{ id: 14, project: 5, name: "revoked", scopes: ["read_registry"], revoked: true },
		{ id: 15, project: 5, name: "expired", scopes: ["read_registry"], expiresAt: "2031-03-01T12:00:00Z" },
		{ id: 16, project: 6, name: "elsewhere", scopes: ["read_registry"] },
		{ id: 17, group: 7, name: "of-a-group", scopes: ["read_registry"] },
	];
	const under = useGitLab(() => world(rows));

	/** Nothing was created, changed or deleted in GitLab. */
	async function expectUntouched(): Promise<void> {
		expect(writes(await under.gitlab.requests())).to.deep.equal([]);
	}

	describe("adopts an existing token", () => {
		it("without a change in GitLab: the state has GitLab's values", async () => {
			const stack = await under.made({ ci: ADOPTED });
			expect(stack.entries.ci?.id).to.equal("projects/5/deploy_tokens/12");
			const { __provider, ...outputs } = stack.outputs("ci");
			expect(outputs).to.deep.equal({
				project: "grp/proj",
				name: "ci",
				username: "robot",
				scopes: ["read_registry", "write_registry"],
				expiresAt: "2031-06-01T00:00:00.000Z",
				status: "active",
				tokenId: 12,
				createdAt: START,
				host: under.gitlab.url,
			});
			await expectUntouched();
		});

		it("of a group", async () => {
			const declared = { group: "grp", name: "of-a-group", scopes: ["read_registry"] };
			const stack = await under.made({ ci: { ...declared, adopt: { tokenId: 17 } } });
			expect(stack.entries.ci?.id).to.equal("groups/7/deploy_tokens/17");
		});

		it("with GitLab's default username left out", async () => {
			const declared = { project: 5, name: "default", scopes: ["read_registry"] };
			const stack = await under.made({ ci: { ...declared, adopt: { tokenId: 13 } } });
			expect(stack.outputs("ci").username).to.equal("gitlab+deploy-token-13");
			expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
		});

		it("by an ID as text, as other providers' outputs are", async () => {
			const stack = await under.made({ ci: { ...SAME, adopt: { tokenId: "12" } } });
			expect(stack.outputs("ci").tokenId).to.equal(12);
		});

		it("with `expiresIn`: its expiry stays, and the lifetime applies from the next token on", async () => {
			const { expiresAt: _, ...declared } = ADOPTED;
			const stack = await under.made({ ci: { ...declared, expiresIn: "365d", rotateBefore: "30d" } });
			expect(stack.outputs("ci")).to.include({ expiresAt: "2031-06-01T00:00:00.000Z", expiresIn: "365d" });
			expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
		});
	});

	describe("shows a create in the first preview, and creates nothing", () => {
		it("in `preview`", async () => {
			const { steps, requests } = await under.stack({ ci: ADOPTED }).preview();
			expect(steps).to.deep.equal({ ci: "create" });
			expect(requests).to.deep.equal(["GET /projects/grp%2Fproj", "GET /projects/5/deploy_tokens/12"]);
		});

		it("and explains what `create` means here; a later preview does not", async () => {
			const stack = under.stack({ ci: ADOPTED });
			const taken = 'deploy token "ci" (12) of project grp/proj is adopted, not created.';
			expect((await stack.preview()).said).to.deep.equal([taken]);
			expect((await stack.up()).said).to.deep.equal([taken]);
			expect((await stack.preview()).said).to.deep.equal([]);
		});

		it("in the `up` that follows", async () => {
			const { steps } = await under.stack({ ci: ADOPTED }).up();
			expect(steps).to.deep.equal({ ci: "create" });
			expect(await under.gitlab.tokens()).to.have.length(rows.length);
		});
	});

	describe("changes nothing afterwards", () => {
		const shown: [string, (stack: Stack) => Promise<Outcome>][] = [
			["the next preview is empty", (stack) => stack.preview()],
			["the next preview with a refresh is empty", (stack) => stack.preview({ refresh: true })],
			["the next `up` is empty", (stack) => stack.up()],
			["a refresh is empty", (stack) => stack.refresh()],
		];
		for (const [title, operation] of shown)
			it(title, async () => {
				const stack = await under.made({ ci: ADOPTED });
				expect((await operation(stack)).steps).to.deep.equal({ ci: "same" });
				await expectUntouched();
			});

		it("removing `adopt` changes nothing, at once or later", async () => {
			const stack = await under.made({ ci: ADOPTED });
			const outputs = stack.outputs("ci");
			stack.declared = { ci: SAME };
			expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
			expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
			expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
			expect((await stack.up({ refresh: true })).steps).to.deep.equal({ ci: "same" });
			expect(stack.outputs("ci")).to.deep.equal(outputs);
			await expectUntouched();
		});

		it("once `adopt` is gone, the token is managed like any other", async () => {
			const stack = await under.made({ ci: ADOPTED });
			stack.declared = { ci: { ...SAME, scopes: ["read_registry"] } };
			expect((await stack.up()).steps).to.deep.equal({ ci: "replace" });
			expect(await under.gitlab.tokenIds()).to.not.include(12);
			expect(stack.outputs("ci").token).to.match(/^gldt-/);
			expect((await stack.destroy()).error).to.equal(undefined);
			expect((await under.gitlab.tokens()).filter(({ name }) => name === "ci")).to.deep.equal([]);
		});
	});

	describe("lists every mismatch by property in the preview, and creates nothing", () => {
		const mismatches: [string, Properties, Record<string, RegExp>][] = [
			["name", { name: "other" }, { name: /is "ci" in GitLab and "other" here; declare name: "ci"/ }],
			[
				"username",
				{ username: "other" },
				{ username: /is "robot" .* another one here; declare username: "robot"/ },
			],
			[
				"scopes",
				{ scopes: ["read_registry"] },
				{ scopes: /declare scopes: \["read_registry","write_registry"\]/ },
			],
			[
				"expiresAt",
				{ expiresAt: "2031-07-01" },
				{ expiresAt: /is "2031-06-01T00:00:00.000Z" .* declare expiresAt: "2031-06-01T00:00:00.000Z"/ },
			],
			[
				"all of them at once",
				{ name: "n", username: "u", scopes: ["read_repository"], expiresAt: "2031-07-01" },
				{ name: /"ci"/, username: /"robot"/, scopes: /write_registry/, expiresAt: /2031-06-01/ },
			],
		];
		for (const [title, change, expected] of mismatches)
			it(title, async () => {
				const stack = under.stack({ ci: { ...ADOPTED, ...change } });
				for (const { failures, steps } of [await stack.preview(), await stack.up()]) {
					expect(failures.map(({ property }) => property)).to.have.members(Object.keys(expected));
					for (const { property, reason } of failures) expect(reason).to.match(expected[property] ?? /never/);
					expect(steps).to.deep.equal({});
				}
				expect(stack.entries).to.deep.equal({});
				await expectUntouched();
			});

		for (const [title, without, property, remedy] of [
			[
				"an omitted username",
				"username",
				"username",
				/left to GitLab's default here; declare username: "robot"/,
			],
			["an omitted expiry", "expiresAt", "expiresAt", /left out here; declare expiresAt/],
		] as const)
			it(title, async () => {
				const { [without]: _, ...declared } = ADOPTED;
				const { failures } = await under.stack({ ci: declared }).preview();
				expect(failures.map((failure) => failure.property)).to.deep.equal([property]);
				expect(failures[0]?.reason).to.match(remedy);
			});

		it("a username where GitLab has its default: omit it", async () => {
			const declared = { project: 5, name: "default", scopes: ["read_registry"], username: "robot" };
			const { failures } = await under.stack({ ci: { ...declared, adopt: { tokenId: 13 } } }).preview();
			expect(failures[0]?.reason).to.contain("omit username");
		});

		it("an expiry where the token never expires: declare `never`", async () => {
			const declared = { project: 5, name: "default", scopes: ["read_registry"], adopt: { tokenId: 13 } };
			for (const [lifetime, property] of [
				[{ expiresAt: "2032-01-01" }, "expiresAt"],
				[{ expiresIn: "90d" }, "expiresIn"],
			] as const) {
				const { failures } = await under.stack({ ci: { ...declared, ...lifetime } }).preview();
				expect(failures.map((failure) => failure.property)).to.deep.equal([property]);
				expect(failures[0]?.reason).to.contain('declare expiresAt: "never"');
				const { failures: none } = await under.stack({ ci: { ...declared, expiresAt: "never" } }).preview();
				expect(none).to.deep.equal([]);
			}
		});

		it("a window in which the token would be replaced at once", async () => {
			const { expiresAt: _, ...declared } = ADOPTED;
			const stack = under.stack({ ci: { ...declared, expiresIn: "365d", rotateBefore: "200d" } });
			const { failures } = await stack.preview();
			expect(failures.map(({ property }) => property)).to.deep.equal(["rotateBefore"]);
			expect(failures[0]?.reason).to.contain(
				"in place of expiresIn and rotateBefore until it has been adopted",
			);
		});

		for (const [title, tokenId, reason] of [
			["a revoked token", 14, /names a token that is revoked/],
			["an expired token", 15, /names a token that is expired/],
			["a token that does not exist", 99, /names deploy token 99, which project grp\/proj does not have/],
			["a token of another project", 16, /names deploy token 16, which project grp\/proj does not have/],
			["a token of a group", 17, /names deploy token 17, which project grp\/proj does not have/],
		] as const)
			it(`${title}`, async () => {
				const { failures } = await under.stack({ ci: { ...SAME, adopt: { tokenId } } }).up();
				const found = failures.find(({ property }) => property === '["adopt"]');
				expect(found?.reason).to.match(reason);
				await expectUntouched();
			});

		for (const [title, adopt, reason] of [
			["no ID", { tokenId: "twelve" }, /no `tokenId`/],
			["an import ID of other tools", { tokenId: "5:12" }, /no `tokenId`/],
			["zero", { tokenId: 0 }, /no `tokenId`/],
			["nothing", {}, /no `tokenId`/],
			["a bare ID", 12, /write \{ tokenId: 123 \}/],
			["a misspelt key", { tokenId: 12, secret: SECRET }, /accepts tokenId and token, not "secret"/],
			["a secret that is not a string", { tokenId: 12, token: 5 }, /`token` that is not a string/],
			["the secret itself", SECRET, /write \{ tokenId: 123 \}/],
		] as const)
			it(`is refused as ${title}, without a request and without the secret`, async () => {
				const { failures, requests } = await under.stack({ ci: { ...SAME, adopt } }).preview();
				expect(failures.map(({ property }) => property)).to.deep.equal(['["adopt"]']);
				expect(failures[0]?.reason).to.match(reason).and.not.contain(SECRET);
				expect(requests).to.deep.equal([]);
			});

		it("fails like any read where the owner is not visible", async () => {
			const stack = under.stack({ ci: ADOPTED }, { GITLAB_TOKEN: CREDENTIALS.stranger });
			expect((await stack.preview()).error?.code).to.equal("GITLAB_OWNER_NOT_VISIBLE");
		});
	});

	describe("waits for what is not known yet in the first preview", () => {
		for (const [title, unknown] of [
			["the ID", { adopt: { tokenId: UNKNOWN } }],
			["the owner", { project: UNKNOWN }],
			["the connection", { connection: UNKNOWN }],
		] as const)
			it(`${title}: no request is sent`, async () => {
				const { failures, steps, requests } = await under.stack({ ci: { ...ADOPTED, ...unknown } }).preview();
				expect({ failures, steps, requests }).to.deep.equal({
					failures: [],
					steps: { ci: "create" },
					requests: [],
				});
			});

		for (const key of ["name", "username", "scopes", "expiresAt"] as const)
			it(`${key}: everything else is compared`, async () => {
				const value = key === "scopes" ? [UNKNOWN] : UNKNOWN;
				const unknown = { ...ADOPTED, [key]: value };
				expect((await under.stack({ ci: unknown }).preview()).failures).to.deep.equal([]);
				const other = key === "name" ? { username: "other" } : { name: "other" };
				const { failures } = await under.stack({ ci: { ...unknown, ...other } }).preview();
				expect(failures.map(({ property }) => property)).to.deep.equal(Object.keys(other));
			});

		it("a secret: it is not compared", async () => {
			const stack = under.stack({ ci: { ...SAME, adopt: { tokenId: 12, token: UNKNOWN } } });
			expect((await stack.preview()).steps).to.deep.equal({ ci: "create" });
		});

		for (const key of ["name", "username", "scopes", "expiresAt", "project"] as const)
			it(`${key} of a token that was adopted: shown as an update while it is unknown`, async () => {
				const stack = await under.made({ ci: ADOPTED });
				stack.declared = { ci: { ...ADOPTED, [key]: key === "scopes" ? [UNKNOWN] : UNKNOWN } };
				const { error, steps } = await stack.preview();
				expect({ error, steps }).to.deep.equal({ error: undefined, steps: { ci: "update" } });
			});

		it("compares it all again when the token is adopted", async () => {
			const provider = under.stack().provider();
			const { inputs } = await provider.check(undefined as never, { ...ADOPTED } as never);
			await under.gitlab.edit(12, { scopes: ["read_repository"], username: "other" });
			const failed = await provider.create(inputs).catch((error) => error);
			expect(failed.code).to.equal("DEPLOY_TOKEN_MISMATCH");
			expect(failed.message).to.contain("Deploy token 12 of project grp/proj was not adopted");
			expect(failed.message).to.contain("username is").and.contain("scopes is");
		});
	});

	describe("while it names the recorded token, prevents a replacement", () => {
		const expectRefused = ({ error, steps }: Outcome, why: RegExp) => {
			expect(error?.code).to.equal("DEPLOY_TOKEN_ADOPTED");
			expect(error?.message).to.match(why);
			expect(error?.message).to.match(/: the token would have to be replaced, and `adopt` still names it\.$/);
			expect(error?.message)
				.to.contain('eploy token "ci" (12) of project grp/proj')
				.and.not.contain("will be");
			expect(error?.hint).to.equal("Remove `adopt`, then run again.");
			expect(steps).to.not.have.property("ci");
		};

		const changes: [string, Properties, RegExp][] = [
			["name", { name: "other" }, /changed in name/],
			["username", { username: "other" }, /changed in username/],
			["scopes", { scopes: ["read_registry"] }, /changed in scopes/],
			["expiresAt", { expiresAt: "2031-07-01" }, /changed in expiresAt/],
			["project", { project: 6 }, /project grp\/proj changed in project/],
			["project, by another path", { project: "grp/other" }, /changed in project/],
			["several at once", { name: "other", scopes: ["read_registry"] }, /changed in name, scopes/],
		];
		for (const [title, change, why] of changes)
			it(`by a declared change of ${title}`, async () => {
				const stack = await under.made({ ci: ADOPTED });
				const before = structuredClone(stack.entries);
				stack.declared = { ci: { ...ADOPTED, ...change } };
				expectRefused(await stack.preview(), why);
				expectRefused(await stack.up(), why);
				expect(stack.entries).to.deep.equal(before);
				await expectUntouched();
				stack.declared = { ci: { ...SAME, ...change } };
				expect((await stack.up()).steps).to.deep.equal({ ci: "replace" });
			});

		it("by drift", async () => {
			const stack = await under.made({ ci: ADOPTED });
			await under.gitlab.revoke(12);
			expectRefused(await stack.preview(), /was revoked in GitLab/);
			await under.gitlab.remove(12);
			expectRefused(await stack.preview(), /no longer exists in GitLab/);
			stack.declared = { ci: SAME };
			expect((await stack.up()).steps).to.deep.equal({ ci: "replace" });
		});

		it("by rotation", async () => {
			const { expiresAt: _, ...declared } = ADOPTED;
			const { adopt: __, ...kept } = declared;
			const rotating = { expiresIn: "365d", rotateBefore: "30d" };
			const stack = await under.made({ ci: { ...declared, ...rotating } });
			under.time.advance(80 * DAY);
			expectRefused(await stack.preview(), /within rotateBefore 30d of now/);
			stack.declared = { ci: { ...kept, ...rotating } };
			expect((await stack.up()).steps).to.deep.equal({ ci: "replace" });
		});

		it("and recommends removing `adopt` where a refresh has forgotten the adoption", async () => {
			const stack = await under.made({ ci: ADOPTED });
			await stack.refresh();
			stack.declared = { ci: { ...ADOPTED, name: "other" } };
			for (const [happen, property] of [
				[async () => {}, "name"],
				[() => under.gitlab.revoke(12), '["adopt"]'],
			] as const) {
				await happen();
				const { failures } = await stack.preview();
				expect(failures.map((failure) => failure.property)).to.include(property);
				expect(failures.map(({ reason }) => reason).join()).to.contain("remove `adopt`, then run again");
			}
			stack.declared = { ci: SAME };
			expect((await stack.up()).steps).to.deep.equal({ ci: "replace" });
		});

		it("but not a change of the policy in place", async () => {
			const { expiresAt: _, ...declared } = ADOPTED;
			const stack = await under.made({ ci: ADOPTED });
			stack.declared = { ci: { ...declared, expiresIn: "365d", rotateBefore: "30d" } };
			expect((await stack.up()).steps).to.deep.equal({ ci: "update" });
			stack.declared = { ci: { ...declared, project: 5, expiresIn: "365d", rotateBefore: "30d" } };
			expect((await stack.up()).steps).to.deep.equal({ ci: "update" });
			await expectUntouched();
		});

		it("and not a destroy", async () => {
			const stack = await under.made({ ci: ADOPTED });
			expect((await stack.destroy()).steps).to.deep.equal({ ci: "delete" });
			expect(await under.gitlab.tokenIds()).to.not.include(12);
		});
	});

	it("of another ID than the recorded one adopts that token and deletes the recorded one", async () => {
		const stack = await under.made({ ci: ADOPTED });
		const declared = { project: 5, name: "default", scopes: ["read_registry"], adopt: { tokenId: 13 } };
		stack.declared = { ci: declared };
		expect((await stack.preview()).replaces.ci).to.include("adopt");
		await stack.up();
		expect(stack.outputs("ci").tokenId).to.equal(13);
		expect(await under.gitlab.tokenIds()).to.deep.equal([13, 14, 15, 16, 17]);
		expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
	});

	describe("a given secret", () => {
		const given = { ...SAME, adopt: { tokenId: 12, token: SECRET } };

		it("becomes the output `token`, and `adopt` is in no output", async () => {
			const stack = await under.made({ ci: given });
			expect(stack.outputs("ci").token).to.equal(SECRET);
			expect(stack.outputs("ci")).to.not.have.property("adopt");
			const { token: _, ...others } = stack.outputs("ci");
			expect(JSON.stringify(others)).to.not.contain(SECRET);
		});

		it("survives refresh, the removal of `adopt`, and both at once", async () => {
			const stack = await under.made({ ci: given });
			await stack.refresh();
			stack.declared = { ci: SAME };
			await stack.up({ refresh: true });
			await stack.up();
			expect(stack.outputs("ci").token).to.equal(SECRET);
		});

		it("is not verified: no request is sent with it", async () => {
			const stack = await under.made({
				ci: { ...SAME, adopt: { tokenId: 12, token: "gldt-not-the-right-one" } },
			});
			expect(stack.outputs("ci").token).to.equal("gldt-not-the-right-one");
			await expectUntouched();
		});

		it("that is omitted leaves the output `token` undefined", async () => {
			const stack = await under.made({ ci: ADOPTED });
			expect(stack.outputs("ci")).to.not.have.property("token");
		});
	});

	it("is recommended by the `import` option's error", () => {
		const declare = () =>
			new DeployToken("ci", { project: 5, scopes: ["read_registry"] }, { import: "5:12" });
		expect(declare).to.throw(
			'DeployToken "ci": Pulumi cannot import dynamic resources. Adopt the token with the argument `adopt: { tokenId: … }` instead.',
		);
	});
});
