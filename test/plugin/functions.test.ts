import { expect } from "chai";
import { failureOf } from "../engine/harness/provider-process";
import { TOKEN } from "./harness/packaged";
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

	it("leave out those that do not work any more, where that is asked", async () => {
		const packaged = await provider();
		await under.gitlab.revoke(1);
		const all = await packaged.invoke("listDeployTokens", { project: "5" });
		expect(all).to.deep.equal({ tokens: [{ ...info(1, "one"), status: "revoked" }] });
		expect(await packaged.invoke("listDeployTokens", { project: "5", active: true })).to.deep.equal({
			tokens: [],
		});
	});

	it("read one", async () => {
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

	for (const { name, args, message } of [
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
});
