import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import fc from "fast-check";
import { DeployToken, DeployTokenSet, isGitLabDeployTokenError } from "../../provider/index";
import { formatContents, type SetEntry } from "../../provider/model/set/contents";
import { DeployTokenCredentials } from "../../provider/pulumi/credentials";
import { findSecrets } from "../../tools/secret-search.mjs";

/** What the engine hands back for the next resource: what it marks as secret is marked here. */
let outputs: Record<string, unknown> = {};

/** Text that a secret or a username can consist of. */
const chars = [..."abcXYZ0189-_.~+/=%:@ \"'\\é"];
const anySecret = fc.string({ unit: fc.constantFrom(...chars), minLength: 12, maxLength: 40 });
const anyUsername = fc.string({ unit: fc.constantFrom(..."abc0189-_.+"), minLength: 1, maxLength: 20 });
const anyKey = fc.string({ minLength: 1, maxLength: 10 }).filter((key) => key !== "__proto__");

/** Arguments for the methods of the credentials that take some. */
const PARAMETER: Readonly<Record<string, string>> = {
	dockerConfigJson: "registry.example.com",
	gitUrl: "https://gitlab.example.com/grp/proj.git",
	gitCredentialStore: "https://gitlab.example.com",
	gitInsteadOf: "https://gitlab.example.com/grp",
	netrc: "gitlab.example.com",
	npmrc: "https://gitlab.example.com/api/v4/projects/5/packages/npm/",
	pipIndexUrl: "https://gitlab.example.com/api/v4/projects/5/packages/pypi/simple",
	pipConf: "https://gitlab.example.com/api/v4/projects/5/packages/pypi/simple",
	pypirc: "https://gitlab.example.com/api/v4/projects/5/packages/pypi",
	mavenSettings: "gitlab-maven",
	gradleProperties: "GitLab",
	composerAuth: "gitlab.example.com",
	nugetConfig: "https://gitlab.example.com/api/v4/projects/5/packages/nuget/index.json",
	terraformToken: "gitlab.example.com",
	terraformrc: "gitlab.example.com",
	argoCdRepository: "https://gitlab.example.com/grp/proj.git",
	argoCdRepoCreds: "https://gitlab.example.com/grp/",
	renovateHostRules: "gitlab.example.com",
};

interface Seen {
	readonly name: string;
	readonly value: unknown;
	readonly isSecret: boolean;
}

const ENDS: readonly unknown[] = [pulumi.CustomResource.prototype, Object.prototype];

/**
 * Every output that an object offers, where it can be had: its own, those of its getters, what its methods give, and
 * those of its credentials.
 */
async function outputsOf(resource: object, key?: string): Promise<Seen[]> {
	const names = new Set(Object.getOwnPropertyNames(resource));
	for (let proto = Object.getPrototypeOf(resource); !ENDS.includes(proto); ) {
		for (const name of Object.getOwnPropertyNames(proto)) names.add(name);
		proto = Object.getPrototypeOf(proto);
	}
	const offered = [...names].flatMap((name): [string, unknown][] => {
		if (name === "constructor" || name === "urn" || name.startsWith("__")) return [];
		const member: unknown = (resource as Record<string, unknown>)[name];
		if (typeof member !== "function") return [[name, member]];
		if (["map", "plainly"].includes(name)) return [];
		return [[`${name}()`, member.call(resource, key ?? PARAMETER[name])]];
	});
	const nested = offered
		.filter((entry): entry is [string, DeployTokenCredentials] => entry[1] instanceof DeployTokenCredentials)
		.map(async ([name, credentials]) =>
			(await outputsOf(credentials)).map((seen) => ({ ...seen, name: `${name}.${seen.name}` })),
		);
	const seen = offered
		.filter((entry): entry is [string, pulumi.Output<unknown>] => pulumi.Output.isInstance(entry[1]))
		.map(async ([name, output]): Promise<Seen[]> => {
			try {
				const value = await (output as unknown as { promise(): Promise<unknown> }).promise();
				return [{ name, value, isSecret: await pulumi.isSecret(output) }];
			} catch (error) {
				if (isGitLabDeployTokenError(error, "INPUT_INVALID")) return [];
				throw error;
			}
		});
	return (await Promise.all([...seen, ...nested])).flat();
}

function unmarked(seen: readonly Seen[], secret: string): string[] {
	return seen.filter(({ isSecret, value }) => !isSecret && holds(value, secret)).map(({ name }) => name);
}

function holds(value: unknown, secret: string): boolean {
	const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
	const spelt = [secret, JSON.stringify(secret).slice(1, -1)];
	return findSecrets([{ name: "output", text }], spelt).length > 0;
}

describe("the outputs of every public class", function () {
	this.timeout(180_000);

	before(() =>
		pulumi.runtime.setMocks({
			newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: { ...inputs, ...outputs } }),
			call: () => ({}),
		}),
	);

	it("of a token: what contains its secret is marked, and there are such outputs", async () => {
		let secrets: string[] = [];
		await fc.assert(
			fc.asyncProperty(anySecret, anyUsername, async (token, username) => {
				fc.pre(!username.includes(token));
				outputs = {
					token: pulumi.secret(token),
					tokenId: 12,
					username,
					status: "active",
					host: "h",
					createdAt: "c",
				};
				const resource = new DeployToken("t", { project: 5, scopes: ["read_registry"] });
				const seen = await outputsOf(resource);
				expect(unmarked(seen, token)).to.deep.equal([]);
				secrets = seen.filter(({ isSecret }) => isSecret).map(({ name }) => name);
			}),
			{ numRuns: Number(process.env.FAST_CHECK_RUNS ?? 60) },
		);
		expect(secrets).to.include.members(["token", "credentials.password", "credentials.gitUrl()"]);
	});

	it("of the credentials: everything except the username is secret, and every method can be called", async () => {
		outputs = { token: pulumi.secret("gldt-abcdefghij0123456789"), tokenId: 12, username: "robot" };
		const { credentials } = new DeployToken("t", { project: 5, scopes: ["read_registry"] });
		const seen = await outputsOf(credentials);
		expect(seen.filter(({ isSecret }) => !isSecret).map(({ name }) => name)).to.deep.equal(["username"]);
		const methods = Object.getOwnPropertyNames(DeployTokenCredentials.prototype).filter(
			(name) => !["constructor", "username", "password"].includes(name),
		);
		expect(seen.map(({ name }) => name)).to.have.members([
			"username",
			"password",
			...methods.map((name) => `${name}()`),
		]);
	});

	it("of a set: what contains a secret is marked, and the rest is readable", async () => {
		let readable: string[] = [];
		await fc.assert(
			fc.asyncProperty(anySecret, anyUsername, anyKey, async (token, username, key) => {
				fc.pre(!username.includes(token) && !key.includes(token));
				const entry: SetEntry = { id: "p5/12", token, username };
				const contents = formatContents({
					scopes: ["read_registry"],
					tokens: new Map([[key, entry]]),
					retired: [],
					failed: new Map([["other", "it failed"]]),
				});
				outputs = { contents: pulumi.secret(contents), host: "h" };
				const set = new DeployTokenSet("s", { scopes: ["read_registry"], tokens: { [key]: { project: 5 } } });
				const seen = await outputsOf(set, key);
				expect(unmarked(seen, token)).to.deep.equal([]);
				readable = seen.filter(({ isSecret }) => !isSecret).map(({ name }) => name);
			}),
			{ numRuns: Number(process.env.FAST_CHECK_RUNS ?? 60) },
		);
		expect(readable).to.include.members(["usernames", "tokenIds", "expiresAt", "failed"]);
	});

	it("of an adopted token: its secret is marked in the inputs, though the program did not mark it", async () => {
		const token = "a-secret-of-long-ago";
		outputs = {};
		const one = new DeployToken("t", {
			project: 5,
			scopes: ["read_registry"],
			adopt: { tokenId: 12, token },
		});
		const set = new DeployTokenSet("s", {
			scopes: ["read_registry"],
			tokens: { web: { project: 5, adopt: { tokenId: 12, token } } },
		});
		const adopt = (one as unknown as { adopt: pulumi.Output<unknown> }).adopt;
		const tokens = (set as unknown as { tokens: pulumi.Output<unknown> }).tokens;
		expect(await pulumi.isSecret(adopt)).to.equal(true);
		expect(await pulumi.isSecret(tokens)).to.equal(true);
	});
});
