import { expect } from "chai";
import { useGitLab } from "../lifecycle/harness/use-gitlab";
import { type TokenRow, world } from "../lifecycle/harness/world";

const DECLARED = { project: 5, name: "ci", scopes: ["read_registry"] };
const STRAY = "projects/5/deploy_tokens/900";
const row = (change: Partial<TokenRow> = {}): TokenRow => ({
	id: 900,
	project: 5,
	name: "ci",
	scopes: ["read_registry"],
	username: null,
	expiresAt: null,
	revoked: false,
	...change,
});

/** What an interrupted run left, and what the setting `reclaim` may and may not do about it. */
describe("reclaim", () => {
	const under = useGitLab();
	const ids = async () => (await under.gitlab.tokens()).map(({ id }) => id);
	/** A stack that is up, beside a token that it does not know. */
	const beside = async (stray: TokenRow, declared: object = DECLARED) => {
		const stack = await under.made({ ci: { ...declared } });
		await under.gitlab.change((next) => {
			next.deployTokens = [...next.deployTokens, stray];
		});
		return stack;
	};

	it("deletes a named token like the declared one in the next up, which a preview shows first", async () => {
		const stack = await beside(row());
		stack.env = { GITLAB_RECLAIM: STRAY };
		const preview = await stack.preview();
		expect(preview.steps).to.deep.equal({ ci: "update" });
		expect(preview.said.join()).to.contain('"ci" (900) of project 5');
		expect(await ids()).to.contain(900);

		const secret = stack.outputs("ci").token;
		const up = await stack.up();
		expect(up.said.join()).to.contain("deleted, as `reclaim` asks");
		expect(await ids()).to.deep.equal([stack.outputs("ci").tokenId]);
		expect(stack.outputs("ci").token).to.equal(secret);
	});

	it("has nothing to do any more in the up after that", async () => {
		const stack = await beside(row());
		stack.env = { GITLAB_RECLAIM: STRAY };
		await stack.up();
		expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
	});

	it("deletes it before the token is created, where the state has none", async () => {
		await under.gitlab.reset(world([row()]));
		const stack = under.stack({ ci: DECLARED }, { GITLAB_RECLAIM: `${STRAY}, groups/7/deploy_tokens/1` });
		const { error } = await stack.up();
		expect(error).to.equal(undefined);
		expect(await ids()).to.deep.equal([stack.outputs("ci").tokenId]);
	});

	it("finds the token of an earlier run that has a lifetime", async () => {
		const declared = { ...DECLARED, expiresIn: "30d" };
		const stack = await beside(row({ expiresAt: "2031-03-30T00:00:00.000Z" }), declared);
		stack.env = { GITLAB_RECLAIM: STRAY };
		await stack.up();
		expect(await ids()).to.not.contain(900);
	});

	const OTHERS: readonly (readonly [string, Partial<TokenRow>, object?])[] = [
		["with another name", { name: "cd" }],
		["with another user name", { username: "robot" }],
		["with other scopes", { scopes: ["read_registry", "write_registry"] }],
		["that expires", { expiresAt: "2032-01-01T00:00:00.000Z" }],
		["that is revoked", { revoked: true }],
		["of another project", { project: 6 }],
		[
			"that ends later than a lifetime gives",
			{ expiresAt: "2039-01-01T00:00:00.000Z" },
			{ ...DECLARED, expiresIn: "30d" },
		],
	];
	for (const [title, change, declared] of OTHERS)
		it(`leaves a named token alone ${title}`, async () => {
			const stack = await beside(row(change), declared);
			stack.env = { GITLAB_RECLAIM: [STRAY, "projects/6/deploy_tokens/900"].join(",") };
			expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
			expect(await ids()).to.contain(900);
		});

	it("leaves a token like the declared one alone that is not named", async () => {
		const stack = await beside(row());
		stack.env = { GITLAB_RECLAIM: "projects/5/deploy_tokens/901" };
		expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
		expect(await ids()).to.contain(900);
	});

	it("leaves the stack's own token alone, though it is named", async () => {
		const stack = await under.made({ ci: DECLARED });
		stack.env = { GITLAB_RECLAIM: String(stack.entries.ci?.id) };
		expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
		expect(await ids()).to.deep.equal([stack.outputs("ci").tokenId]);
	});

	it("asks GitLab nothing more than without it, where nothing is named", async () => {
		const stack = await under.made({ ci: DECLARED });
		const without = (await stack.up()).requests;
		stack.env = { GITLAB_RECLAIM: "" };
		expect((await stack.up()).requests).to.deep.equal(without);
	});

	it("refuses what is no id, and names the setting", async () => {
		const stack = under.stack({ ci: DECLARED }, { GITLAB_RECLAIM: "12" });
		const { error } = await stack.up();
		expect(error?.code).to.equal("SETTINGS_INVALID");
		expect(error?.message)
			.to.contain("GITLAB_RECLAIM")
			.and.contain("projects/<number>/deploy_tokens/<number>");
	});
});
