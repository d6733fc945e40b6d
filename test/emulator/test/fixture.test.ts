import { expect } from "chai";
import { demoFixture } from "../src/fixture/demo";
import { FixtureError } from "../src/fixture/fixture-error";
import { loadWorld } from "../src/fixture/load-world";

const ownUrl = "http://127.0.0.1:8929";
const user = { id: 1, username: "u", accessTokens: [{ token: "glpat-secret-of-u" }] };
const row = { group: "g", name: "n", scopes: ["read_registry"] };

describe("loadWorld", () => {
	it("loads an empty fixture, with the address it listens on as its URL", () => {
		const { world } = loadWorld({}, ownUrl);
		expect(world.instance.externalUrl.href).to.equal(`${ownUrl}/`);
		expect(world.deployTokens.all()).to.deep.equal([]);
	});

	it("loads the demo world", () => {
		expect(loadWorld(demoFixture, ownUrl).world.deployTokens.all()).to.have.length(4);
	});

	it("accepts groups in any order, and assigns IDs to rows without one", () => {
		const groups = [{ path: "a/b/c" }, { path: "a" }, { id: 9, path: "a/b" }];
		const { world } = loadWorld({ groups }, ownUrl);
		expect(world.groupsByPath.get("a/b/c")?.parent?.id).to.equal(9);
		expect([...world.groups.keys()].sort((a, b) => a - b)).to.deep.equal([9, 10, 11]);
	});

	for (const [title, instance, root] of [
		["the external URL", { externalUrl: "https://h/gitlab/" }, "/gitlab"],
		["relativeRoot", { externalUrl: "https://h", relativeRoot: "/gitlab" }, "/gitlab"],
		["both", { externalUrl: "https://h/gitlab", relativeRoot: "/gitlab" }, "/gitlab"],
		["neither", { externalUrl: "https://h" }, ""],
	] as const)
		it(`finds the relative root in ${title}`, () => {
			const { world } = loadWorld({ instance }, ownUrl);
			expect(world.instance.relativeRoot).to.equal(root);
			expect(world.instance.externalUrl.href).to.equal("https://h/");
		});

	for (const [fixture, message] of [
		[[], /^Invalid input: expected object, received array$/],
		[{ user: [] }, /^Unrecognized key: "user"$/],
		[{ users: [{ id: 1 }] }, /^users\[0\]\.username: /],
		[{ users: [user, { ...user, id: 2 }] }, /^users\[1\]\.username: the username u is already taken$/],
		[{ users: [user, { ...user, username: "v" }] }, /^users\[1\]\.id: the user id 1 is already taken$/],
		[
			{ users: [user, { ...user, id: 2, username: "v" }] },
			/^users\[1\]\.accessTokens\[0\]\.token: the access token is already taken$/,
		],
		[{ groups: [{ path: "a b" }] }, /^groups\[0\]\.path: expected a full path/],
		[{ groups: [{ path: "a/b" }] }, /^groups\[0\]\.path: there is no group "a"/],
		[{ groups: [{ path: "a" }, { path: "A" }] }, /^groups\[1\]\.path: the path a is already taken$/],
		[
			{ groups: [{ path: "a", members: { x: "owner" } }] },
			/^groups\[0\]\.members\.x: there is no such user$/,
		],
		[{ groups: [{ path: "a", members: { x: "king" } }] }, /^groups\[0\]\.members\.x: /],
		[{ projects: [{ path: "a" }] }, /^projects\[0\]\.path: expected namespace\/project$/],
		[{ projects: [{ path: "a/b" }] }, /^projects\[0\]\.path: there is no group or user "a"/],
		[{ deployTokens: [row] }, /^deployTokens\[0\]\.group: there is no group "g"$/],
		[{ deployTokens: [{ ...row, project: "a/b" }] }, /^deployTokens\[0\]: expected either project or group$/],
		[{ deployTokens: [{ ...row, scopes: [] }] }, /^deployTokens\[0\]\.scopes: /],
		[
			{ deployTokens: [{ ...row, expiresAt: "2030-02-30" }] },
			/^deployTokens\[0\]\.expiresAt: expected a date/,
		],
		[{ instance: { timeZone: "Mars/Olympus" } }, /^instance\.timeZone: expected a time zone/],
		[{ instance: { externalUrl: "gitlab.example.com" } }, /^instance\.externalUrl: /],
		[{ instance: { externalUrl: "https://h/a", relativeRoot: "/b" } }, /^instance\.relativeRoot: /],
		[
			{ instance: { throttle: { authenticated: { requests: 1 } } } },
			/^instance\.throttle\.authenticated\.period/,
		],
	] as const)
		it(`refuses ${JSON.stringify(fixture).slice(0, 90)}`, () => {
			expect(() => loadWorld(fixture, ownUrl)).to.throw(FixtureError, message);
		});

	it("never shows a secret in an error", () => {
		const twice = { users: [user, { ...user, id: 2, username: "v" }] };
		const odd = { users: [{ ...user, accessTokens: [{ token: "glpat secret of u" }] }] };
		for (const fixture of [twice, odd]) {
			expect(() => loadWorld(fixture, ownUrl)).to.throw(FixtureError, /^(?!.*glpat)[^\n]+$/);
		}
	});
});
