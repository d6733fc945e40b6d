import { expect } from "chai";
import fc from "fast-check";
import { loadWorld } from "../src/fixture/load-world";
import { ACCESS_LEVELS, ROLES } from "../src/world/access-level";
import type { Group, Project } from "../src/world/entities";
import {
	type Caller,
	canReadDeployTokens,
	canReadGroup,
	canReadProject,
	canWriteDeployTokens,
	effectiveAccessLevel,
} from "../src/world/permissions";
import { findGroup, findProject, type World } from "../src/world/world";

const fixture = {
	users: [
		{ username: "root", admin: true },
		{ username: "watcher", auditor: true },
		{ username: "top" },
		{ username: "below" },
		{ username: "inside" },
		{ username: "stranger" },
	],
	groups: [
		{ path: "grp", members: { top: "developer" } },
		{ path: "grp/sub", members: { below: "maintainer", top: "guest" } },
		{ path: "grp/empty", members: { below: "owner" } },
		{ path: "grp/old", archived: true, members: { below: "owner" } },
		{ path: "grp/old/deep", members: {} },
	],
	projects: [
		{ path: "grp/sub/proj", archived: true, members: { inside: "guest", top: "maintainer" } },
		{ path: "stranger/own" },
	],
};

const { world } = loadWorld(fixture, "http://127.0.0.1:1");

function caller(username: string, of: World = world): Caller {
	const user = of.usersByName.get(username);
	if (user === undefined) throw new Error(`no user ${username}`);
	return { user, actsAsAdmin: user.admin };
}

function group(path: string): Group {
	const found = findGroup(world, path);
	if (found === undefined) throw new Error(`no group ${path}`);
	return found;
}

function project(path: string): Project {
	const found = findProject(world, path);
	if (found === undefined) throw new Error(`no project ${path}`);
	return found;
}

describe("effectiveAccessLevel", () => {
	for (const [username, at, level] of [
		["top", group("grp"), 30],
		["top", group("grp/sub"), 30],
		["top", project("grp/sub/proj"), 40],
		["below", group("grp"), 0],
		["below", group("grp/sub"), 40],
		["below", project("grp/sub/proj"), 40],
		["below", group("grp/old/deep"), 50],
		["inside", group("grp/sub"), 0],
		["inside", project("grp/sub/proj"), 10],
		["stranger", project("stranger/own"), 50],
		["stranger", project("grp/sub/proj"), 0],
		["root", group("grp"), 50],
		["watcher", group("grp"), 0],
	] as const)
		it(`${username} has ${level} in ${at.path}`, () => {
			expect(effectiveAccessLevel(caller(username), at)).to.equal(level);
		});

	it("is the highest role in the group or above", () => {
		const role = fc.option(fc.constantFrom(...ROLES), { nil: undefined });
		fc.assert(
			fc.property(fc.array(role, { minLength: 1, maxLength: 6 }), (roles) => {
				const paths = roles.map((_, depth) => ["a", ...Array(depth).fill("b")].join("/"));
				const groups = paths.map((path, index) => {
					const own = roles[index];
					return { path, members: own === undefined ? {} : { user: own } };
				});
				const tree = loadWorld({ users: [{ username: "user" }], groups }, "http://127.0.0.1:1").world;
				const deepest = findGroup(tree, paths.at(-1) ?? "");
				if (deepest === undefined) throw new Error("no group");
				const expected = Math.max(...roles.map((own) => (own === undefined ? 0 : ACCESS_LEVELS[own])));
				expect(effectiveAccessLevel(caller("user", tree), deepest)).to.equal(expected);
			}),
		);
	});
});

describe("canReadGroup", () => {
	for (const [username, path, expected] of [
		["inside", "grp/sub", true],
		["inside", "grp", true],
		["inside", "grp/empty", false],
		["below", "grp", true],
		["below", "grp/old/deep", true],
		["stranger", "grp", false],
		["watcher", "grp", true],
		["root", "grp/empty", true],
	] as const)
		it(`${username} ${expected ? "sees" : "does not see"} ${path}`, () => {
			expect(canReadGroup(world, caller(username), group(path))).to.equal(expected);
		});

	it("does not show a group above a group without projects", () => {
		const groups = [{ path: "a" }, { path: "a/b", members: { user: "owner" } }];
		const empty = loadWorld({ users: [{ username: "user" }], groups }, "http://127.0.0.1:1").world;
		const above = findGroup(empty, "a");
		if (above === undefined) throw new Error("no group");
		expect(canReadGroup(empty, caller("user", empty), above)).to.equal(false);
	});
});

describe("deploy token abilities", () => {
	for (const [username, at, read, write] of [
		["below", project("grp/sub/proj"), true, true],
		["inside", project("grp/sub/proj"), false, false],
		["top", project("grp/sub/proj"), true, true],
		["below", group("grp/sub"), true, false],
		["below", group("grp/empty"), true, true],
		["below", group("grp/old"), true, false],
		["below", group("grp/old/deep"), true, false],
		["root", group("grp/old"), true, false],
		["root", group("grp"), true, true],
		["watcher", group("grp"), false, false],
		["watcher", project("grp/sub/proj"), false, false],
	] as const)
		it(`${username} in ${at.path}: reads ${read}, writes ${write}`, () => {
			expect(canReadDeployTokens(caller(username), at)).to.equal(read);
			expect(canWriteDeployTokens(caller(username), at)).to.equal(write);
		});

	it("an auditor still sees a private project", () => {
		expect(canReadProject(caller("watcher"), project("grp/sub/proj"))).to.equal(true);
	});
});
