import { expect } from "chai";
import fc from "fast-check";
import { basicAuth } from "../../../../../provider/model/formats/basic";
import { dockerConfigJson, mergedDockerConfigJson } from "../../../../../provider/model/formats/docker";
import { itHolds } from "../../../../support/it-holds";
import { hosts, itReadsBack, PLAIN } from "./read-back";

interface Entry {
	readonly username: string;
	readonly password: string;
	readonly auth: string;
}

const authsOf = (text: string) => JSON.parse(text).auths as Record<string, Entry>;

describe("dockerConfigJson", () => {
	itReadsBack(
		"a config.json",
		(credentials) => dockerConfigJson(credentials, { registry: "registry.example.com" }),
		(text) => {
			const { username, password, auth } = authsOf(text)["registry.example.com"] as Entry;
			expect(Buffer.from(auth, "base64").toString()).to.equal(`${username}:${password}`);
			return { username, password };
		},
	);

	it("is what Docker and Kubernetes read", () => {
		expect(authsOf(dockerConfigJson(PLAIN, { registry: "registry.example.com:5050" }))).to.deep.equal({
			"registry.example.com:5050": { ...PLAIN, auth: basicAuth(PLAIN) },
		});
	});

	itHolds(
		"has an entry for each registry of a list",
		fc.uniqueArray(hosts, { minLength: 1, selector: (host) => host.toLowerCase() }),
		(all) => {
			const auths = authsOf(dockerConfigJson(PLAIN, { registry: all }));
			expect(Object.keys(auths)).to.have.members(all.map((host) => host.toLowerCase()));
		},
	);

	for (const [registry, host] of [
		["registry.example.com", "registry.example.com"],
		["https://registry.example.com", "registry.example.com"],
		["https://registry.example.com:5050/group/project", "registry.example.com:5050"],
		["registry.example.com/group/project:tag", "registry.example.com"],
		["http://localhost:5000", "localhost:5000"],
		["localhost:5000", "localhost:5000"],
		["registry.example.com:443", "registry.example.com:443"],
		["Registry.Example.com", "registry.example.com"],
		["[::1]:5000", "[::1]:5000"],
		["https://user:password@registry.example.com?x#y", "registry.example.com"],
		["registry.example.com#https://other.example.com", "registry.example.com"],
		["registry.example.com/https://other.example.com", "registry.example.com"],
		["HTTPS://registry.example.com", "registry.example.com"],
		["docker.io", "https://index.docker.io/v1/"],
	] as const)
		it(`finds the host in ${registry}`, () => {
			expect(Object.keys(authsOf(dockerConfigJson(PLAIN, { registry })))).to.deep.equal([host]);
		});

	for (const [what, registry, message] of [
		["a list that is empty", [], "`registry` names no registry."],
		[
			"a registry twice",
			["a.example.com", "https://A.example.com"],
			/`registry` names a\.example\.com twice/,
		],
		["a number", 5, "`registry` is not a string."],
	] as const)
		it(`refuses ${what}`, () => {
			expect(() => dockerConfigJson(PLAIN, { registry: registry as never })).to.throw(message);
		});
});

describe("a dockerConfigJson of several tokens", () => {
	const other = { username: "other", password: "gldt-of-the-other-token" };

	it("has each under its registry, and under its path where it has one", () => {
		const auths = authsOf(
			mergedDockerConfigJson([
				{ registry: "registry.example.com", credentials: PLAIN },
				{ registry: "registry.example.com", path: "/group/project/", credentials: other },
				{ registry: "gitlab.example.com:443", credentials: other },
			]),
		);
		expect(Object.entries(auths).map(([key, { username }]) => [key, username])).to.deep.equal([
			["registry.example.com", PLAIN.username],
			["registry.example.com/group/project", "other"],
			["gitlab.example.com:443", "other"],
		]);
	});

	it("refuses two for the same images", () => {
		const twice = [PLAIN, other].map((credentials) => ({
			registry: "registry.example.com",
			path: "group",
			credentials,
		}));
		expect(() => mergedDockerConfigJson(twice))
			.to.throw("`registry` names registry.example.com/group twice; a config.json has one entry")
			.that.has.property("message")
			.which.does.not.match(/gldt-/);
	});

	for (const path of ["", "/", "Group", "a b", "a//b", "*", "a:tag"])
		it(`refuses the path ${JSON.stringify(path)}`, () => {
			const entry = { registry: "registry.example.com", path, credentials: PLAIN };
			expect(() => mergedDockerConfigJson([entry])).to.throw(/^`path` /);
		});
});
