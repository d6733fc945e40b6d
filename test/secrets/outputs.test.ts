import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import fc from "fast-check";
import { DeployToken, DeployTokenSet } from "../../provider/index";
import { formatContents, type SetEntry } from "../../provider/model/set/contents";
import { findSecrets } from "../engine/harness/secrets";

/** What the engine hands back for the next resource: what it marks as secret is marked here. */
let outputs: Record<string, unknown> = {};

/** Text that a secret or a user name can consist of. */
const chars = [..."abcXYZ0189-_.~+/=%:@ \"'\\é"];
const anySecret = fc.string({ unit: fc.constantFrom(...chars), minLength: 12, maxLength: 40 });
const anyUsername = fc.string({ unit: fc.constantFrom(..."abc0189-_.+"), minLength: 1, maxLength: 20 });
const anyKey = fc.string({ minLength: 1, maxLength: 10 }).filter((key) => key !== "__proto__");

/** Arguments for the methods that take some; the first one of a set's is the key. */
const PARAMETER: Readonly<Record<string, string>> = {
	dockerConfigJson: "registry.example.com",
	gitUrl: "https://gitlab.example.com/grp/proj.git",
	netrc: "gitlab.example.com",
	npmrc: "https://gitlab.example.com/api/v4/projects/5/packages/npm/",
};

interface Seen {
	readonly name: string;
	readonly value: unknown;
	readonly isSecret: boolean;
}

/** Every output that an object offers: its own, those of its getters, and what its methods give. */
async function outputsOf(resource: object, ...first: string[]): Promise<Seen[]> {
	const names = new Set(Object.getOwnPropertyNames(resource));
	for (let proto = Object.getPrototypeOf(resource); proto !== pulumi.CustomResource.prototype; ) {
		for (const name of Object.getOwnPropertyNames(proto)) names.add(name);
		proto = Object.getPrototypeOf(proto);
	}
	const offered = [...names].flatMap((name): [string, unknown][] => {
		if (name === "constructor" || name === "urn" || name.startsWith("__")) return [];
		const member: unknown = (resource as Record<string, unknown>)[name];
		if (typeof member !== "function") return [[name, member]];
		if (["derive", "map", "plainly"].includes(name)) return [];
		return [[`${name}()`, member.call(resource, ...first, PARAMETER[name] ?? "unused")]];
	});
	const seen = offered
		.filter((entry): entry is [string, pulumi.Output<unknown>] => pulumi.Output.isInstance(entry[1]))
		.map(async ([name, output]) => ({
			name,
			isSecret: await pulumi.isSecret(output),
			value: await (output as unknown as { promise(): Promise<unknown> }).promise(),
		}));
	return Promise.all(seen);
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

	it("of a token: what holds its secret is marked, and there are such ones for sure", async () => {
		let markedSecrets = 0;
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
				markedSecrets = seen.filter(({ isSecret }) => isSecret).length;
			}),
			{ numRuns: Number(process.env.FAST_CHECK_RUNS ?? 60) },
		);
		// token, dockerConfigJson, basicAuth, gitUrl, netrc, npmrc
		expect(markedSecrets).to.equal(6);
	});

	it("of a set: what holds a secret is marked, and what holds none is readable", async () => {
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

	it("of a token that is taken over: its secret is marked in the inputs, though the program did not", async () => {
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
