import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { DeployToken, DeployTokenSet, isGitLabDeployTokenError } from "pulumi-gitlab-deploy-tokens";

const args = { project: 5, scopes: ["read_registry"] };
const made = () => new DeployToken("pull", args);
const set = { scopes: ["read_registry"], tokens: { web: { project: 5 } } };

/** With its own key of that name, as JSON from elsewhere may have one. */
const PROTO = JSON.parse('{ "__proto__": { "project": 5 } }');

/** What a program can do wrong that `check` never sees; Pulumi prints the `stack` of what it throws. */
const MISUSES: readonly (readonly [title: string, misuse: () => unknown, says: RegExp])[] = [
	["the option `import`", () => new DeployToken("pull", args, { import: "12" }), /adopt/],
	["the option `id`", () => new DeployToken("pull", args, { id: "12" }), /option `id`.*getDeployToken/],
	["the option `id` of a set", () => new DeployTokenSet("pulls", set, { id: "12" }), /option `id`/],
	["the option `import` of a set", () => new DeployTokenSet("pulls", set, { import: "12" }), /adopt/],
	["an argument `__proto__`", () => new DeployToken("pull", { ...args, ...PROTO }), /`__proto__`/],
	["a key `__proto__` of a set", () => new DeployTokenSet("pulls", { ...set, tokens: PROTO }), /`__proto__`/],
	[
		"a registry that is not an address",
		() => made().credentials.dockerConfigJson("a b"),
		/`registry` is not an address/,
	],
	["an empty registry", () => made().credentials.dockerConfigJson(""), /`registry` is empty/],
	[
		"a repository by ssh",
		() => made().credentials.gitUrl("ssh://git@gitlab.example.com/a/b.git"),
		/`httpUrl` is not/,
	],
	["an invalid host", () => made().credentials.netrc("::"), /`host` is not an address/],
	[
		"an invalid package registry",
		() => made().credentials.npmrc("ftp://gitlab.example.com"),
		/`registryUrl` is not/,
	],
];

describe("a program that misuses the package", function () {
	this.timeout(30_000);

	before(() =>
		pulumi.runtime.setMocks({
			newResource: ({ name, inputs }) => ({
				id: `${name}-id`,
				state: { ...inputs, username: "robot", token: "gldt-of-the-mocks-1234567" },
			}),
			call: () => ({}),
		}),
	);

	for (const [title, misuse, says] of MISUSES)
		it(`by ${title} gets an error that says what to do, at its line where that is known`, async () => {
			const error = await failureOf(misuse);
			expect(error.message).to.match(says);
			expect(isGitLabDeployTokenError(error, "INPUT_INVALID"), "an error of the family").to.equal(true);
			expect(error.stack).to.contain(error.message);
			// What fails inside of an `apply` fails when the program's line is long past.
			const frames = error.stack?.split("\n").filter((line) => /^\s+at /.test(line)) ?? [];
			const isLater = pulumi.Output.isInstance(attempt(misuse));
			expect(frames.some((line) => /misuse\.test\.ts:\d+:\d+/.test(line))).to.equal(!isLater);
			expect(frames.length > 0).to.equal(!isLater);
			expect(error.stack).to.not.match(/provider\/dist\/|gldt-/);
		});
});

/** What using the package gives; `undefined` where it throws at once. */
function attempt(misuse: () => unknown): unknown {
	try {
		const result = misuse();
		if (pulumi.Output.isInstance(result))
			(result as unknown as { promise(): Promise<unknown> }).promise().catch(() => undefined);
		return result;
	} catch {
		return undefined;
	}
}

/** What using the package throws, at once or when an output is known. */
async function failureOf(misuse: () => unknown): Promise<Error> {
	try {
		const result = misuse();
		if (pulumi.Output.isInstance(result))
			await (result as unknown as { promise(): Promise<unknown> }).promise();
	} catch (error) {
		if (error instanceof Error) return error;
	}
	throw new Error("it was accepted");
}
