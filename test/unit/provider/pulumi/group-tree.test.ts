import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import {
	type GroupTreeSelection,
	GroupTreeTokens,
	type GroupTreeTokensArgs,
} from "../../../../provider/pulumi/group-tree";
import { type RunningEmulator, startEmulator } from "../../../emulator/src/index";
import { failure } from "../api/errors-seen";
import { unwrapped, useMocks, value } from "./program";

/** A connection of these tests alone. */
const CONNECTION = "tree";

const members = { mia: "owner" } as const;

/** shop (7): web (5), api (6); shop/team (8): bot (9, topic), old (10, archived); shop/team/deep (11): far (12); shop/void (13). */
const WORLD = () => ({
	users: [{ id: 2, username: "mia", accessTokens: [{ token: "glpat-mia", scopes: ["api"] }] }],
	groups: [
		{ id: 7, path: "shop", members },
		{ id: 8, path: "shop/team" },
		{ id: 11, path: "shop/team/deep" },
		{ id: 13, path: "shop/void" },
		{ id: 20, path: "other", members },
	],
	projects: [
		{ id: 5, path: "shop/web", topics: ["site", "public"] },
		{ id: 6, path: "shop/api" },
		{ id: 9, path: "shop/team/bot", topics: ["site"] },
		{ id: 10, path: "shop/team/old", archived: true },
		{ id: 12, path: "shop/team/deep/far" },
		{ id: 21, path: "other/else" },
	],
});

const READ = { scopes: ["read_registry"] };

describe("GroupTreeTokens", () => {
	const registered = useMocks();
	let emulator: RunningEmulator;

	before(async () => {
		emulator = await startEmulator({ fixture: WORLD() });
		process.env.TREE_BASE_URL = emulator.url;
		process.env.TREE_TOKEN = "glpat-mia";
		process.env.TREE_RETRIES = "0";
	});
	after(async () => {
		for (const name of ["BASE_URL", "TOKEN", "RETRIES"]) delete process.env[`TREE_${name}`];
		await emulator.close();
	});
	const reset = (next: object) => emulator.control.reset(next as never);
	beforeEach(() => reset(WORLD()));

	const create = (
		selection: Partial<GroupTreeSelection> = {},
		args: Partial<GroupTreeTokensArgs> = {},
		opts: pulumi.ComponentResourceOptions = {},
	) =>
		GroupTreeTokens.create(
			"pull",
			{ group: "shop", connection: CONNECTION, ...selection },
			{ ...READ, ...args } as GroupTreeTokensArgs,
			opts,
		);

	/** What each set was declared with, by the name of the resource. */
	const sets = async (tree: GroupTreeTokens) => {
		for (const { set } of tree.groups) await value(set.urn);
		return Object.fromEntries(
			registered
				.filter(({ type }) => type.endsWith("gitlab:DeployTokenSet"))
				.map(({ name, inputs: { __provider, tokens, ...others } }) => [
					name,
					{ ...others, tokens: JSON.parse(String(unwrapped(tokens).value)) },
				]),
		);
	};
	const tokens = async (tree: GroupTreeTokens) =>
		Object.fromEntries(Object.entries(await sets(tree)).map(([name, set]) => [name, set.tokens]));

	it("creates a set for each group of the tree, with a token for each project, keyed by its path", async () => {
		const tree = await create();
		expect(await sets(tree)).to.deep.equal({
			"pull-7": {
				...READ,
				connection: CONNECTION,
				tokens: { "shop/web": { project: 5 }, "shop/api": { project: 6 } },
			},
			"pull-8": { ...READ, connection: CONNECTION, tokens: { "shop/team/bot": { project: 9 } } },
			"pull-11": { ...READ, connection: CONNECTION, tokens: { "shop/team/deep/far": { project: 12 } } },
			"pull-13": { ...READ, connection: CONNECTION, tokens: {} },
		});
		expect(tree.groups.map(({ group, key }) => [group.path, key])).to.deep.equal([
			["shop", undefined],
			["shop/team", undefined],
			["shop/team/deep", undefined],
			["shop/void", undefined],
		]);
		expect(tree.projects.map(({ project, key }) => [project.id, key])).to.have.deep.members([
			[5, "shop/web"],
			[6, "shop/api"],
			[9, "shop/team/bot"],
			[12, "shop/team/deep/far"],
		]);
		for (const { project, set } of tree.projects) {
			const group = tree.groups.find((each) => each.set === set)?.group;
			expect(project.path.startsWith(`${group?.path}/`)).to.equal(true);
		}
	});

	it("is a component that passes its options to the sets", async () => {
		const tree = await create();
		await sets(tree);
		expect(registered[0]).to.include({
			type: "pulumi-gitlab-deploy-tokens:index:GroupTreeTokens",
			name: "pull",
		});
		for (const { set } of tree.groups)
			expect(await value(set.urn)).to.contain("GroupTreeTokens$pulumi-nodejs:dynamic/gitlab:DeployTokenSet");
	});

	const selections: [string, Partial<GroupTreeSelection>, Record<string, number[]>][] = [
		["the group by its number", { group: 8 }, { "pull-8": [9], "pull-11": [12] }],
		["the group by its number as text", { group: "8" }, { "pull-8": [9], "pull-11": [12] }],
		["only the group itself", { includeSubgroups: false }, { "pull-7": [5, 6] }],
		["a topic", { topic: "site" }, { "pull-7": [5], "pull-8": [9], "pull-11": [], "pull-13": [] }],
		[
			"two topics at once",
			{ topic: "site,public" },
			{ "pull-7": [5], "pull-8": [], "pull-11": [], "pull-13": [] },
		],
		[
			"archived projects and others",
			{ archived: "both" },
			{ "pull-7": [5, 6], "pull-8": [9, 10], "pull-11": [12], "pull-13": [] },
		],
		["archived projects", { archived: true }, { "pull-7": [], "pull-8": [10], "pull-11": [], "pull-13": [] }],
		[
			"what a function chooses",
			{ filter: ({ path }) => path.includes("team") },
			{ "pull-7": [], "pull-8": [9], "pull-11": [12], "pull-13": [] },
		],
	];
	for (const [what, selection, expected] of selections)
		it(`selects by ${what}`, async () => {
			const tree = await create(selection);
			const chosen = Object.entries(await tokens(tree)).map(([name, each]) => [
				name,
				Object.values(each as Record<string, { project: number }>).map(({ project }) => project),
			]);
			expect(Object.fromEntries(chosen)).to.deep.equal(expected);
		});

	it("also creates a token for each group, with the properties of each kind", async () => {
		const tree = await create(
			{ group: 8 },
			{
				expiresIn: "90d",
				perProject: { username: "puller" },
				perGroup: { scopes: ["read_repository"], name: "mirror" },
			},
		);
		expect(await sets(tree)).to.deep.equal({
			"pull-8": {
				...READ,
				connection: CONNECTION,
				expiresIn: "90d",
				tokens: {
					"shop/team": { group: 8, scopes: ["read_repository"], name: "mirror" },
					"shop/team/bot": { project: 9, username: "puller" },
				},
			},
			"pull-11": {
				...READ,
				connection: CONNECTION,
				expiresIn: "90d",
				tokens: {
					"shop/team/deep": { group: 11, scopes: ["read_repository"], name: "mirror" },
					"shop/team/deep/far": { project: 12, username: "puller" },
				},
			},
		});
		expect(tree.groups.map(({ key }) => key)).to.deep.equal(["shop/team", "shop/team/deep"]);
	});

	it("can create tokens of groups only", async () => {
		const tree = await create({ group: 8 }, { perProject: false, perGroup: true });
		expect(await tokens(tree)).to.deep.equal({
			"pull-8": { "shop/team": { group: 8 } },
			"pull-11": { "shop/team/deep": { group: 11 } },
		});
		expect(tree.projects).to.deep.equal([]);
	});

	it("takes a project's key from `keyOf`", async () => {
		const tree = await create({ group: 8 }, { keyOf: ({ id }) => `project-${id}` });
		expect(await tokens(tree)).to.deep.equal({
			"pull-8": { "project-9": { project: 9 } },
			"pull-11": { "project-12": { project: 12 } },
		});
	});

	for (const topic of ["", " ", ","])
		it(`refuses the empty topic ${JSON.stringify(topic)}, for which GitLab would list every project`, async () => {
			const { message } = await failure(create({ topic }), "INPUT_INVALID");
			expect(message).to.contain("`topic` is empty");
			expect(registered).to.deep.equal([]);
		});

	it("refuses two tokens with one key in one set, and names it", async () => {
		for (const args of [{ keyOf: () => "same" }, { keyOf: () => "shop", perGroup: true }]) {
			const { message } = await failure(create({}, args), "INPUT_INVALID");
			expect(message).to.match(/"pull".*two tokens of a group have the key "(same|shop)"/);
		}
	});

	it("lets two groups use the same key, each in its set", async () => {
		const tree = await create({ group: 8 }, { keyOf: () => "main" });
		expect(await tokens(tree)).to.deep.equal({
			"pull-8": { main: { project: 9 } },
			"pull-11": { main: { project: 12 } },
		});
	});

	it("fails where GitLab does not show the group, and creates nothing", async () => {
		for (const group of ["nowhere", 99, "shop/web/deeper"])
			await failure(create({ group }), "GITLAB_OWNER_NOT_VISIBLE");
		await failure(create({ group: "https://gitlab.com/shop" }), "INPUT_INVALID");
		expect(registered).to.deep.equal([]);
	});

	/** What GitLab has below the group `shop`. */
	const pageOf = async <Row extends object>(route: string): Promise<Row[]> => {
		const headers = { "private-token": "glpat-mia" };
		const response = await fetch(`${emulator.url}/api/v4/groups/shop/${route}`, { headers });
		return (await response.json()) as Row[];
	};
	/** Has the next request of the path receive these rows, on one page. */
	const respondOnce = (path: string, rows: object[]) => {
		const headers = { "Content-Type": "application/json", "X-Next-Page": "" };
		const body = JSON.stringify(rows);
		return emulator.control.fault({ path, kind: "status", status: 200, headers, body, times: 1 });
	};

	it("omits no project that GitLab lists: its token would be deleted", async () => {
		const page = await pageOf<{ full_path: string }>("descendant_groups");
		await respondOnce(
			"descendant_groups",
			page.filter(({ full_path }) => full_path !== "shop/team"),
		);
		const { message } = await failure(create(), "GITLAB_OWNER_NOT_VISIBLE");
		expect(message).to.contain("lists project shop/team/bot and does not show its group shop/team");
		expect(registered).to.deep.equal([]);
	});

	it("counts a project that is on two pages once", async () => {
		const page = await pageOf("projects?include_subgroups=true");
		await respondOnce("groups/shop/projects", [...page, ...page]);
		const tree = await create();
		expect(tree.projects.map(({ project }) => project.id).sort((a, b) => a - b)).to.deep.equal([
			5, 6, 9, 10, 12,
		]);
	});

	it("creates no token for an archived group, and keeps the others", async () => {
		const { groups, ...others } = WORLD();
		const archived = groups.map((group) => (group.id === 8 ? { ...group, archived: true } : group));
		await reset({ ...others, groups: archived });
		const tree = await create({}, { perGroup: true });
		expect(await tokens(tree)).to.deep.equal({
			"pull-7": { shop: { group: 7 }, "shop/web": { project: 5 }, "shop/api": { project: 6 } },
			"pull-8": {},
			"pull-11": {},
			"pull-13": { "shop/void": { group: 13 } },
		});
		expect(tree.groups.find(({ group }) => group.id === 8)?.key).to.equal(undefined);
	});

	it("creates no token for a project marked for deletion, by date or by path", async () => {
		const { projects, ...others } = WORLD();
		const doomed = projects.map((project) => {
			if (project.id === 5) return { ...project, markedForDeletionOn: "2031-03-08" };
			return project.id === 9 ? { ...project, path: "shop/team/bot-deletion_scheduled-9" } : project;
		});
		await reset({ ...others, projects: doomed });
		const tree = await create({ archived: "both" });
		expect(tree.projects.map(({ project }) => project.id)).to.have.members([6, 10, 12]);
	});

	it("creates no token for a group marked for deletion, nor for anything below it", async () => {
		const { groups, ...others } = WORLD();
		await reset({
			...others,
			groups: groups.map((group) =>
				group.id === 8 ? { ...group, markedForDeletionOn: "2031-03-08" } : group,
			),
		});
		const tree = await create({}, { perGroup: true });
		// The sets stay, so that `maxDeletions` holds for what goes.
		expect(await tokens(tree)).to.deep.equal({
			"pull-7": { shop: { group: 7 }, "shop/web": { project: 5 }, "shop/api": { project: 6 } },
			"pull-8": {},
			"pull-11": {},
			"pull-13": { "shop/void": { group: 13 } },
		});
	});

	it("keeps every other project where one is archived while pages are read", async () => {
		const projects = Array.from({ length: 150 }, (_, n) => ({ id: 1000 + n, path: `shop/p${n}` }));
		const world = (archived: boolean) => ({
			...WORLD(),
			projects: projects.map((each) => (each.id === 1050 ? { ...each, archived } : each)),
		});
		await reset(world(false));
		let pages = 0;
		const between = createServer(async ({ url = "", headers }, response) => {
			const received = await fetch(`${emulator.url}${url}`, {
				headers: { "private-token": String(headers["private-token"]) },
			});
			const text = await received.text();
			if (/groups\/shop\/projects/.test(url) && ++pages === 1) await reset(world(true));
			const kept = [...received.headers].filter(([name]) => /^x-|^link$|^content-type$/.test(name));
			response.writeHead(received.status, Object.fromEntries(kept)).end(text);
		});
		await once(between.listen(0, "127.0.0.1"), "listening");
		process.env.TREE_BASE_URL = `http://127.0.0.1:${(between.address() as AddressInfo).port}`;
		try {
			const tree = await create();
			const wanted = projects.map(({ id }) => id).filter((id) => id !== 1050);
			expect(tree.projects.map(({ project }) => project.id)).to.have.members(wanted);
			expect(pages).to.equal(4);
		} finally {
			process.env.TREE_BASE_URL = emulator.url;
			between.closeAllConnections();
			between.close();
		}
	});

	it("reads a tree of many pages once, and sorts it quickly", async () => {
		const numbers = Array.from({ length: 120 }, (_, n) => 1000 + n);
		await reset({
			...WORLD(),
			groups: [...WORLD().groups, ...numbers.map((id) => ({ id, path: `shop/g${id}` }))],
			projects: numbers.flatMap((id) =>
				[1, 2, 3].map((n) => ({ id: id * 10 + n, path: `shop/g${id}/p${n}` })),
			),
		});
		const tree = await create();
		expect(tree.groups).to.have.length(124);
		expect(tree.projects).to.have.length(360);
		const log = await emulator.control.requests();
		expect(log).to.have.length(1 + 2 + 4);
	});
});
