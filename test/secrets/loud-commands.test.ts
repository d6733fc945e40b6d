import { expect } from "chai";
import { findSecrets } from "../../tools/secret-search.mjs";
import { GitLab } from "../engine/harness/gitlab";
import { typescriptProject } from "../engine/harness/project";
import { Stack } from "../engine/harness/stack";
import { CREDENTIALS } from "../engine/harness/world";
import { succeeds } from "../support/run-program";

const PROGRAM = `
import { DeployToken } from "pulumi-gitlab-deploy-tokens";
export const { token } = new DeployToken("one", { project: "grp/proj", scopes: ["read_registry"] });
`;

/** Commands whose output README.md and SECURITY.md say to keep secret, and others like them that print nothing. */
const COMMANDS: readonly (readonly [args: readonly string[], printsTokens: boolean])[] = [
	[["up", "--yes", "--json"], true],
	[["up", "--yes", "--skip-preview", "--suppress-outputs", "--json"], true],
	[["up", "--yes", "--debug"], true],
	[["preview", "--debug"], true],
	[["preview", "--json"], false],
	[["refresh", "--yes", "--debug"], false],
];

describe("what the CLI prints of a deploy token's secret", function () {
	this.timeout(180_000);
	let gitlab: GitLab;
	let stack: Stack;
	let secret = "";

	before(async () => {
		gitlab = await GitLab.start();
		stack = await Stack.create(gitlab, { files: typescriptProject(PROGRAM) });
		await succeeds(stack.up());
		secret = String((await stack.outputs()).token);
		expect(secret).to.match(/^gldt-/);
	});
	after(async () => {
		await stack.destroy();
		await stack.remove();
		await gitlab.stop();
	});

	for (const [args, printsTokens] of COMMANDS)
		it(`by \`pulumi ${args.join(" ")}\` is ${printsTokens ? "all of it, as the documents warn" : "nothing"}`, async () => {
			const { code, output } = await stack.pulumi(...args);
			expect(code, output.slice(-2_000)).to.equal(0);
			expect(output.includes(secret)).to.equal(printsTokens);
			expect(findSecrets([{ name: "the output", text: output }], Object.values(CREDENTIALS))).to.deep.equal(
				[],
			);
		});
});
