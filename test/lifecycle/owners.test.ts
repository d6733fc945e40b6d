import { expect } from "chai";
import { UNKNOWN } from "../../provider/model/values/unknown";
import type { Properties } from "./harness/engine";
import { useGitLab } from "./harness/use-gitlab";
import { CREDENTIALS, type World } from "./harness/world";

const BASICS = { scopes: ["read_registry"], name: "ci" };
const OF_PROJECT = { ...BASICS, project: "grp/proj" };
const OF_GROUP = { ...BASICS, group: "team" };

describe("owners", () => {
	const under = useGitLab();

	/** Project 5, without its tokens: GitLab deletes them with it, as far as a client can see. */
	const withoutProject5 = (world: World) => {
		world.projects = world.projects.filter(({ id }) => id !== 5);
		world.deployTokens = world.deployTokens.filter(({ project }) => project !== 5);
	};
	const movedTo = (path: string) => (world: World) => {
		world.projects = world.projects.map((project) =>
			project.id === 5 ? { ...project, path, previousPaths: ["grp/proj"] } : project,
		);
	};

	describe("written differently", () => {
		const spellings: [string, Properties, Properties, string[]][] = [
			["a path, then the ID", { project: "grp/proj" }, { project: 5 }, []],
			["a path, then the ID as text", { project: "grp/proj" }, { project: "5" }, []],
			["the ID, then a path", { project: 5 }, { project: "grp/proj" }, ["GET /projects/grp%2Fproj"]],
			["an ID as text, then as a number", { project: "5" }, { project: 5 }, []],
			[
				"a path, then in other letter case",
				{ project: "grp/proj" },
				{ project: "GRP/Proj" },
				["GET /projects/GRP%2FProj"],
			],
			["a group's path, then its ID", { group: "team" }, { group: 9 }, []],
			[
				"a group's ID, then its path",
				{ group: 9 },
				{ group: "team" },
				["GET /groups/team?with_projects=[FILTERED]"],
			],
		];
		for (const [title, from, to, asked] of spellings)
			it(`${title}: the token stays`, async () => {
				const stack = await under.made({ ci: { ...BASICS, ...from } }, { GITLAB_DRIFT_DETECTION: "refresh" });
				const { token, tokenId } = stack.outputs("ci");
				stack.declared = { ci: { ...BASICS, ...to } };
				const preview = await stack.preview();
				expect(preview.requests).to.deep.equal(asked);
				const { steps } = await stack.up();
				expect(steps.ci).to.be.oneOf(["update", "same"]);
				expect(stack.outputs("ci")).to.include({ token, tokenId });
				expect(await under.gitlab.tokenIds()).to.deep.equal([tokenId]);
				expect((await stack.preview()).steps).to.deep.equal({ ci: "same" });
			});

		const others: [string, Properties, Properties][] = [
			["another project's ID", { project: 5 }, { project: 6 }],
			["another project's path", { project: 5 }, { project: "grp/other" }],
			["a group instead of a project", { project: "grp/proj" }, { group: "grp" }],
			["a project instead of a group of that ID", { group: 9 }, { project: 5 }],
			["an owner that is not known yet", { project: 5 }, { project: UNKNOWN }],
		];
		for (const [title, from, to] of others)
			it(`${title}: the token is replaced`, async () => {
				const stack = await under.made({ ci: { ...BASICS, ...from } });
				stack.declared = { ci: { ...BASICS, ...to } };
				expect((await stack.preview()).steps).to.deep.equal({ ci: "replace" });
			});

		it("as a path that does not exist: an error that names it, and nothing is replaced", async () => {
			const stack = await under.made({ ci: OF_PROJECT });
			stack.declared = { ci: { ...BASICS, project: "grp/misspelt" } };
			const { error, steps } = await stack.up();
			expect(error?.code).to.equal("GITLAB_OWNER_NOT_VISIBLE");
			expect(error?.message).to.contain("misspelt");
			expect(steps).to.deep.equal({});
			expect(await under.gitlab.tokenIds()).to.deep.equal([1]);
		});
	});

	describe("a project that was moved or renamed", () => {
		it("keeps its token, whether the program has the new path or not", async () => {
			const stack = await under.made({ ci: OF_PROJECT });
			await under.gitlab.change(movedTo("team/renamed"));
			expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
			expect((await stack.refresh()).steps).to.deep.equal({ ci: "same" });
			stack.declared = { ci: { ...BASICS, project: "team/renamed" } };
			const { steps, requests } = await stack.up();
			expect(steps).to.deep.equal({ ci: "update" });
			expect(requests).to.deep.equal(["GET /projects/team%2Frenamed", "GET /projects/5/deploy_tokens/1"]);
			expect(stack.outputs("ci")).to.include({ project: "team/renamed", tokenId: 1 });
		});

		it("gets a new token by its old path: GitLab's redirect names the ID", async () => {
			await under.gitlab.change(movedTo("team/renamed"));
			const stack = await under.made({ ci: OF_PROJECT });
			expect(stack.entries.ci?.id).to.equal("projects/5/deploy_tokens/1");
			const requests = await under.gitlab.requests();
			expect(requests[0]).to.equal("GET /projects/grp%2Fproj");
			expect(requests.at(-1)).to.equal("POST /projects/5/deploy_tokens");
		});

		it("has its token deleted by ID, and no active one is left", async () => {
			const stack = await under.made({ ci: OF_PROJECT });
			await under.gitlab.change(movedTo("team/renamed"));
			expect((await stack.destroy()).error).to.equal(undefined);
			expect(await under.gitlab.tokenIds()).to.deep.equal([]);
		});

		it("keeps its token where another project has taken its path", async () => {
			const stack = await under.made({ ci: OF_PROJECT });
			await under.gitlab.change((world) => {
				world.projects = [
					{ id: 5, path: "team/renamed" },
					{ id: 60, path: "grp/proj" },
				];
			});
			expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
			expect((await under.gitlab.tokens()).map(({ owner }) => owner.id)).to.deep.equal([5]);
		});
	});

	describe("a group that was transferred", () => {
		const transferred = (world: World) => {
			world.groups = world.groups.map((group) => (group.id === 9 ? { ...group, path: "grp/team" } : group));
		};

		it("keeps its token under the old path and under the new one", async () => {
			const stack = await under.made({ ci: OF_GROUP });
			await under.gitlab.change(transferred);
			expect((await stack.up()).steps).to.deep.equal({ ci: "same" });
			stack.declared = { ci: { ...BASICS, group: "grp/team" } };
			expect((await stack.up()).steps).to.deep.equal({ ci: "update" });
			expect(await under.gitlab.tokenIds()).to.deep.equal([1]);
		});

		it("gets no token by its old path: GitLab does not redirect groups", async () => {
			await under.gitlab.change(transferred);
			const { error } = await under.stack({ ci: OF_GROUP }).up();
			expect(error?.code).to.equal("GITLAB_OWNER_NOT_VISIBLE");
			expect(error?.message).to.contain('deploy token "ci" of group team was not created');
		});
	});

	describe("a project that was deleted and created again under the same path", () => {
		const recreated = (world: World) => {
			withoutProject5(world);
			world.projects = [...world.projects, { id: 50, path: "grp/proj" }];
			// A token that happens to be there is not ours.
			world.deployTokens = [{ id: 90, project: 50, name: "ci", scopes: ["read_registry"] }];
		};

		it("outside the program: `preview` replaces, and names both IDs", async () => {
			const stack = await under.made({ ci: OF_PROJECT });
			await under.gitlab.change(recreated);
			const { steps, replaces, said } = await stack.preview();
			expect({ steps, replaces }).to.deep.equal({ steps: { ci: "replace" }, replaces: { ci: ["project"] } });
			expect(said).to.deep.equal([
				'project grp/proj is now the project with ID 50; deploy token "ci" (1) belonged to ID 5, which is no longer visible; it will be replaced.',
			]);
		});

		it("outside the program: `up` creates a token there, and forgets the old owner once it is named", async () => {
			const stack = await under.made({ ci: OF_PROJECT });
			await under.gitlab.change(recreated);
			expect((await stack.up()).error?.code).to.equal("GITLAB_OWNER_NOT_VISIBLE");
			expect(stack.entries.ci?.id).to.equal("projects/50/deploy_tokens/91");
			stack.env = { GITLAB_FORGET_OWNERS: "projects/5" };
			const { error, steps } = await stack.up();
			expect({ error, steps }).to.deep.equal({ error: undefined, steps: { ci: "same" } });
			expect(stack.pendingDeletes).to.deep.equal([]);
			expect(await under.gitlab.tokenIds()).to.deep.equal([90, 91]);
		});

		it("in the program, by ID: the same", async () => {
			const stack = await under.made({ ci: { ...BASICS, project: 5 } });
			await under.gitlab.change(recreated);
			stack.declared = { ci: { ...BASICS, project: 50 } };
			stack.env = { GITLAB_FORGET_OWNERS: "projects/5" };
			expect((await stack.up()).steps).to.deep.equal({ ci: "replace" });
			expect(await under.gitlab.tokenIds()).to.deep.equal([90, 91]);
		});

		it("declared by the old ID: an error, since nothing refers to the new one", async () => {
			const stack = await under.made({ ci: { ...BASICS, project: 5 } });
			await under.gitlab.change(recreated);
			expect((await stack.preview()).error?.code).to.equal("GITLAB_OWNER_NOT_VISIBLE");
		});

		it("while `adopt` names the token: an error, not a replacement", async () => {
			await under.gitlab.change((world) => {
				world.deployTokens = [{ id: 12, project: 5, name: "ci", scopes: ["read_registry"] }];
			});
			const stack = await under.made({ ci: { ...OF_PROJECT, adopt: { tokenId: 12 } } });
			await under.gitlab.change(recreated);
			expect((await stack.preview()).error?.code).to.equal("DEPLOY_TOKEN_ADOPTED");
		});
	});

	describe("`forgetOwners`", () => {
		const lost = async () => {
			const stack = await under.made({ ci: OF_PROJECT, kept: { ...OF_GROUP, name: "kept" } });
			await under.gitlab.change(withoutProject5);
			return stack;
		};

		it("is required for `refresh` and `destroy` to drop an invisible token", async () => {
			const stack = await lost();
			expect((await stack.refresh()).error?.code).to.equal("GITLAB_OWNER_NOT_VISIBLE");
			expect((await stack.destroy()).error?.code).to.equal("GITLAB_OWNER_NOT_VISIBLE");
			expect(Object.keys(stack.entries)).to.deep.equal(["ci", "kept"]);
		});

		it("makes `refresh` drop the owner's tokens from the state, and no other's", async () => {
			const stack = await lost();
			stack.env = { GITLAB_FORGET_OWNERS: "projects/5" };
			const { steps, requests } = await stack.refresh();
			expect(steps).to.deep.equal({ ci: "gone", kept: "same" });
			expect(requests).to.deep.equal(["GET /groups/9/deploy_tokens/2"]);
		});

		it("makes `destroy` succeed, which deletes what it does not name", async () => {
			const stack = await lost();
			stack.env = { GITLAB_FORGET_OWNERS: " projects/5 , groups/99" };
			const { error } = await stack.destroy();
			expect(error).to.equal(undefined);
			expect(stack.entries).to.deep.equal({});
			expect(await under.gitlab.tokenIds()).to.deep.equal([]);
		});

		it("distinguishes a project from a group of the same ID", async () => {
			const stack = await lost();
			stack.env = { GITLAB_FORGET_OWNERS: "groups/5" };
			expect((await stack.refresh()).error?.code).to.equal("GITLAB_OWNER_NOT_VISIBLE");
		});

		it("does not make a plain `preview` report no change", async () => {
			const stack = await lost();
			stack.env = { GITLAB_FORGET_OWNERS: "projects/5" };
			expect((await stack.preview()).error?.code).to.equal("GITLAB_OWNER_NOT_VISIBLE");
		});

		it("is refused with a path, before any request", async () => {
			const stack = await lost();
			stack.env = { GITLAB_FORGET_OWNERS: "grp/proj" };
			const { error, requests } = await stack.refresh();
			expect(error?.code).to.equal("SETTINGS_INVALID");
			expect(error?.message).to.contain("GITLAB_FORGET_OWNERS");
			expect(requests).to.deep.equal([]);
		});
	});

	it("that are invisible are reported for every token, with one request for the credential's user", async () => {
		const tokens = Object.fromEntries(["a", "b", "c"].map((name) => [name, { ...OF_PROJECT, name }]));
		const stack = await under.made(tokens);
		stack.env = { GITLAB_TOKEN: CREDENTIALS.stranger };
		const { error, requests } = await stack.refresh();
		expect(error?.message).to.contain("is not visible to user");
		expect(requests.filter((request) => request === "GET /user")).to.have.length(1);
	});

	it("that are invisible make a `delete` fail, and so does a missing role", async () => {
		const stack = await under.made({ ci: OF_PROJECT });
		stack.declared = {};
		for (const [credential, code] of [
			["stranger", "GITLAB_OWNER_NOT_VISIBLE"],
			["developer", "GITLAB_FORBIDDEN"],
		] as const) {
			stack.env = { GITLAB_TOKEN: CREDENTIALS[credential] };
			expect((await stack.up()).error?.code).to.equal(code);
			expect(Object.keys(stack.entries)).to.deep.equal(["ci"]);
		}
		expect(await under.gitlab.tokenIds()).to.deep.equal([1]);
	});

	it("allow the deletion of a token that is gone already", async () => {
		const stack = await under.made({ ci: OF_PROJECT });
		await under.gitlab.remove(1);
		const { error, steps } = await stack.destroy();
		expect({ error, steps }).to.deep.equal({ error: undefined, steps: { ci: "delete" } });
	});

	it("allow the deletion of a token that is deleted between the read and the delete", async () => {
		const stack = await under.made({ ci: OF_PROJECT });
		await under.gitlab.fault({
			method: "DELETE",
			kind: "status",
			status: 404,
			body: '{"message":"404 Not found"}',
		});
		expect((await stack.destroy()).error).to.equal(undefined);
		expect(stack.entries).to.deep.equal({});
	});
});
