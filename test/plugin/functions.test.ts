import { expect } from "chai";
import { FORMATS } from "../../provider/plugin/formats";
import { failureOf } from "../engine/harness/provider-process";
import { opened, SET, secret, TOKEN } from "./harness/packaged";
import { usePackaged } from "./harness/use-packaged";

describe("the packaged provider's functions", () => {
	const under = usePackaged();
	const info = (tokenId: number, name: string) => ({
		tokenId,
		name,
		username: `gitlab+deploy-token-${tokenId}`,
		scopes: ["read_registry"],
		status: "active",
	});

	const provider = async () => {
		const packaged = await under.provider();
		for (const [name, project] of [
			["one", "5"],
			["two", "6"],
		] as const)
			await packaged.made(TOKEN, name, { project, scopes: ["read_registry"] });
		return packaged;
	};

	it("list the deploy tokens of an owner, without secrets", async () => {
		const called = await (await provider()).invoke("listDeployTokens", { project: "grp/proj" });
		expect(called).to.deep.equal({ tokens: [info(1, "one")] });
	});

	it("omit inactive ones where that is requested", async () => {
		const packaged = await provider();
		await under.gitlab.revoke(1);
		const all = await packaged.invoke("listDeployTokens", { project: "5" });
		expect(all).to.deep.equal({ tokens: [{ ...info(1, "one"), status: "revoked" }] });
		expect(await packaged.invoke("listDeployTokens", { project: "5", active: true })).to.deep.equal({
			tokens: [],
		});
	});

	it("read one deploy token", async () => {
		const called = await (await provider()).invoke("getDeployToken", { project: "grp/other", tokenId: 2 });
		expect(called).to.deep.equal(info(2, "two"));
	});

	it("list the projects of a group and the groups below one", async () => {
		const packaged = await provider();
		const { projects } = (await packaged.invoke("listProjects", { group: "grp" })) as {
			projects: { path: string }[];
		};
		expect(projects.map(({ path }) => path)).to.deep.equal(["grp/proj", "grp/other"]);
		const { groups } = (await packaged.invoke("listGroups", { parent: "7" })) as {
			groups: { path: string }[];
		};
		expect(groups.map(({ path }) => path)).to.deep.equal(["grp/sub"]);
	});

	describe("arrange the tokens of a tree of groups", () => {
		const tree = async (args: object = {}) =>
			(await under.provider()).invoke("groupTree", { group: "grp", ...args }) as unknown as Promise<{
				tokens: object;
				groups: { group: { id: number }; key?: string; tokens: object }[];
				projects: { project: { path: string }; key: string; groupId: number }[];
			}>;
		beforeEach(() =>
			under.gitlab.change((world) => {
				world.projects.push(
					{ id: 10, path: "grp/sub/deep" },
					{ id: 11, path: "grp/sub/old", archived: true, topics: ["site"] },
				);
			}),
		);

		it("for one set, for a set per group, and for what uses them", async () => {
			const { tokens, groups, projects } = await tree();
			const [top, sub] = [
				{ "grp/proj": { project: "5" }, "grp/other": { project: "6" } },
				{ "grp/sub/deep": { project: "10" } },
			];
			expect(tokens).to.deep.equal({ ...top, ...sub });
			expect(groups.map(({ group, ...others }) => ({ id: group.id, ...others }))).to.deep.equal([
				{ id: 7, tokens: top },
				{ id: 8, tokens: sub },
			]);
			expect(projects.map(({ project, ...others }) => ({ path: project.path, ...others }))).to.deep.equal([
				{ path: "grp/proj", key: "grp/proj", groupId: 7 },
				{ path: "grp/other", key: "grp/other", groupId: 7 },
				{ path: "grp/sub/deep", key: "grp/sub/deep", groupId: 8 },
			]);
		});

		for (const { args, keys } of [
			{ args: { group: "8" }, keys: ["grp/sub/deep"] },
			{ args: { includeSubgroups: false }, keys: ["grp/proj", "grp/other"] },
			{ args: { archived: true }, keys: ["grp/sub/old"] },
			{ args: { archived: "both", topic: "site" }, keys: ["grp/sub/old"] },
			{ args: { keyBy: "id" }, keys: ["5", "6", "10"] },
			{ args: { perGroup: true, perProject: false }, keys: ["grp", "grp/sub"] },
		])
			it(`with ${JSON.stringify(args)}`, async () => {
				expect((await tree(args)).tokens).to.have.all.keys(keys);
			});

		it("that a set accepts as they are", async () => {
			const packaged = await under.provider();
			const { tokens } = await packaged.invoke("groupTree", { group: "grp", perGroup: true });
			await packaged.made(SET, "pull", { scopes: ["read_registry"], tokens });
			const names = (await under.gitlab.tokens()).map(({ name }) => name);
			expect(names).to.have.members(["grp", "grp/sub", "grp/proj", "grp/other", "grp/sub/deep"]);
		});
	});

	for (const { name, args, message } of [
		{ name: "groupTree", args: {}, message: /`group`/ },
		{ name: "groupTree", args: { group: "nobody" }, message: /GITLAB_OWNER_NOT_VISIBLE/ },
		{ name: "groupTree", args: { group: "grp", archived: "yes" }, message: /`archived` is neither/ },
		{ name: "groupTree", args: { group: "grp", keyBy: "name" }, message: /`keyBy` is neither/ },
		{ name: "groupTree", args: { group: "grp", filter: "x" }, message: /`filter` is not an argument/ },
		{ name: "listDeployTokens", args: {}, message: /`project` is missing/ },
		{ name: "listDeployTokens", args: { project: "5", group: "7" }, message: /conflicts/ },
		{
			name: "listDeployTokens",
			args: { project: "5", active: "yes" },
			message: /`active` is neither true nor false/,
		},
		{ name: "listDeployTokens", args: { projekt: "5" }, message: /did you mean `project`/ },
		{ name: "getDeployToken", args: { project: "5", tokenId: 0 }, message: /IDs are positive integers/ },
		{ name: "getDeployToken", args: { project: "5", tokenId: 99 }, message: /GITLAB_NOT_FOUND/ },
		{ name: "listProjects", args: {}, message: /`group`/ },
		{ name: "listGroups", args: { parent: "nobody" }, message: /GITLAB_OWNER_NOT_VISIBLE/ },
		{ name: "toString", args: {}, message: /it has listDeployTokens, / },
	])
		it(`refuse ${name}(${JSON.stringify(args)}) with the reason`, async () => {
			const { message: said } = await failureOf((await under.provider()).invoke(name, args));
			expect(said).to.match(message);
		});

	describe("write the credentials in a format", () => {
		const both = { username: "robot", password: secret("gldt-of-the-robot") };
		const host = "gitlab.example.com";
		const url = `https://${host}/group/project.git`;
		const basic = Buffer.from("robot:gldt-of-the-robot").toString("base64");

		const ARGS: Readonly<Record<string, object>> = {
			basicAuth: both,
			dockerConfigJson: { registries: [{ ...both, registry: "registry.example.com" }] },
			gitUrl: { ...both, httpUrl: url },
			gitCredentialStore: { ...both, httpUrl: url },
			gitInsteadOf: { ...both, httpUrl: url, ssh: true },
			netrc: { ...both, host },
			npmrc: { ...both, registryUrl: `https://${host}/api/v4/packages/npm/`, scope: "@group" },
			pipIndexUrl: { ...both, indexUrl: `https://${host}/simple` },
			pipConf: { ...both, indexUrl: `https://${host}/simple`, extra: false },
			pypirc: { ...both, repositoryUrl: `https://${host}/pypi`, name: "ours" },
			mavenSettings: { servers: [{ ...both, serverId: "gitlab-maven", via: "basic" }] },
			gradleProperties: { ...both, repository: "GitLab", via: "header" },
			composerAuth: { hosts: [{ ...both, host }] },
			nugetConfig: { sources: [{ ...both, sourceUrl: `https://${host}/index.json`, name: "ours" }] },
			terraformToken: { ...both, host },
			terraformrc: { ...both, host },
			argoCdRepository: { ...both, url, type: "git", enableOCI: false, name: "web", project: "shop" },
			argoCdRepoCreds: { ...both, url, type: "helm", enableOCI: true },
			renovateHostRules: { ...both, matchHost: host, hostType: "pypi" },
		};

		it("as a secret, with no GitLab configured", async () => {
			const packaged = await under.provider({ config: {} });
			expect(Object.keys(ARGS)).to.have.members(Object.keys(FORMATS));
			for (const [name, args] of Object.entries(ARGS)) {
				const result = JSON.stringify(opened((await packaged.invoke(name, { ...args })).result));
				expect(result.includes("gldt-of-the-robot") || result.includes(basic), name).to.equal(true);
			}
			expect(packaged.said).to.deep.equal([]);
		});

		it("with several tokens in one file", async () => {
			const packaged = await under.provider();
			const { result } = await packaged.invoke("dockerConfigJson", {
				registries: [
					{ ...both, registry: "registry.example.com" },
					{ ...both, registry: "registry.example.com", path: "group/project", username: "other" },
				],
			});
			const { auths } = JSON.parse(String(opened(result)));
			expect(auths).to.have.all.keys("registry.example.com", "registry.example.com/group/project");
			const maven = await packaged.invoke("mavenSettings", {
				servers: [
					{ ...both, serverId: "one", via: null },
					{ ...both, serverId: "two", via: "basic" },
				],
			});
			expect(String(opened(maven.result)).match(/<id>\w+<\/id>/g)).to.deep.equal([
				"<id>one</id>",
				"<id>two</id>",
			]);
		});

		for (const { name, args, message } of [
			{ name: "npmrc", args: { ...both }, message: /`registryUrl` is missing/ },
			{ name: "npmrc", args: { registryUrl: "gitlab.example.com" }, message: /`username` is missing/ },
			{ name: "npmrc", args: { ...both, registryURL: host }, message: /did you mean `registryUrl`/ },
			{
				name: "netrc",
				args: { ...both, host, password: secret("gldt-a b") },
				message: /`password` contains/,
			},
			{ name: "netrc", args: { ...both, host: 5 }, message: /`host` is not a string/ },
			{ name: "dockerConfigJson", args: {}, message: /`registries` is missing/ },
			{ name: "dockerConfigJson", args: { registries: [null] }, message: /`registry` is missing/ },
			{ name: "composerAuth", args: { hosts: [] }, message: /`hosts` is missing or has no entry/ },
			{
				name: "composerAuth",
				args: { hosts: [1, 2].map(() => ({ ...both, host })) },
				message: /`host` names .* twice; an auth\.json has one entry for each host/,
			},
			{ name: "gitInsteadOf", args: { ...both, httpUrl: url, ssh: "yes" }, message: /`ssh` is neither/ },
		])
			it(`but refuse ${name}(${Object.keys(args)}) with the reason, and without the secret`, async () => {
				const { message: said } = await failureOf((await under.provider()).invoke(name, args));
				expect(said).to.match(message).and.to.not.contain("gldt-");
			});
	});
});
