import { expect } from "chai";
import { useGitLab } from "./harness/use-gitlab";
import { type TokenRow, world } from "./harness/world";

const DECLARED = { ci: { project: "grp/proj", scopes: ["read_registry"] } };

/** A stranger's token under number 1, as behind a GitLab that was restored from a backup. */
const STRANGERS: readonly (readonly [string, Partial<TokenRow>])[] = [
	["another name", { name: "strangers-token" }],
	["another username", { username: "stranger" }],
	["other scopes", { scopes: ["read_registry", "write_registry"] }],
	["another expiry", { expiresAt: "2040-01-01T00:00:00.000Z" }],
];

describe("an ID that now belongs to another token", () => {
	const under = useGitLab();

	for (const [what, differs] of STRANGERS)
		describe(what, () => {
			const restored = async () => {
				const stack = await under.made(DECLARED);
				const secret = stack.outputs("ci").token;
				await under.gitlab.reset(
					world([{ id: 1, project: "grp/proj", name: "ci", scopes: ["read_registry"], ...differs }]),
				);
				return { stack, secret };
			};

			it("is replaced by `up`, and the other token is kept", async () => {
				const { stack, secret } = await restored();
				const { steps, error, said } = await stack.up();
				expect({ steps, error }).to.deep.equal({ steps: { ci: "replace" }, error: undefined });
				expect(await under.gitlab.tokenIds()).to.deep.equal([1, 2]);
				expect(stack.outputs("ci").token).to.not.equal(secret);
				expect(said.join("\n")).to.contain("nothing was deleted: GitLab has another token with this ID");
				expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
			});

			it("never enters the state, and `up --refresh` keeps that token", async () => {
				const { stack } = await restored();
				const { error } = await stack.up({ refresh: true });
				expect(error).to.equal(undefined);
				expect(await under.gitlab.tokenIds()).to.deep.equal([1, 2]);
				expect(stack.outputs("ci")).to.include({ name: "ci", tokenId: 2 });
			});

			it("is gone for a refresh, and a destroy afterwards does not delete that token", async () => {
				const { stack } = await restored();
				expect((await stack.refresh()).steps).to.deep.equal({ ci: "gone" });
				await stack.destroy();
				expect(await under.gitlab.tokenIds()).to.deep.equal([1]);
			});

			it("is not deleted by a plain destroy, which succeeds and reports that", async () => {
				const { stack } = await restored();
				const { error, said } = await stack.destroy();
				expect(error).to.equal(undefined);
				expect(await under.gitlab.tokenIds()).to.deep.equal([1]);
				expect(said.join()).to.contain('deploy token "ci" (1) of project grp/proj is gone');
			});
		});

	it("is still the recorded token where GitLab returns its username in another form", async () => {
		const stack = await under.made(DECLARED);
		const entry = stack.entries.ci as (typeof stack.entries)[string];
		const username = "gitlab-deploy-token-user-1";
		await under.gitlab.edit(1, { username });
		stack.entries.ci = { ...entry, outputs: { ...entry.outputs, username, usernameIsDefault: true } };
		expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
		await stack.refresh();
		expect(stack.entries.ci?.inputs).to.not.have.property("username");
	});
});
