import { expect } from "chai";
import { succeeds } from "../support/run-program";
import { esModuleProject, typescriptProject } from "./harness/project";
import type { StackOptions } from "./harness/stack";
import { useStack } from "./harness/use-stack";

const program = `
import { DeployToken } from "pulumi-gitlab-deploy-tokens";

export const made = new DeployToken("pull", { project: "grp/proj", scopes: ["read_registry"] }).id;
`;
const { "Pulumi.yaml": yaml, ...rest } = typescriptProject(program);
const below = (folder: string, files: Record<string, string>) =>
	Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));

const LAYOUTS: Readonly<Record<string, StackOptions>> = {
	"with `Pulumi.yaml` in a sub-folder": {
		files: below("infrastructure", typescriptProject(program)),
		folder: "infrastructure",
	},
	"with `Pulumi.yaml` at the root and `main:` elsewhere": {
		files: { "Pulumi.yaml": `${yaml}main: programs/tokens/\n`, ...below("programs/tokens", rest) },
	},
	"whose program is an ES module": { files: esModuleProject(program) },
};

for (const [layout, options] of Object.entries(LAYOUTS))
	describe(`a project ${layout}`, function () {
		this.timeout(180_000);
		const under = useStack(() => ({ ...options, languageHost: true }));

		it("creates its token", async () => {
			await succeeds(under.stack.up());
			const [token] = await under.gitlab.tokens();
			expect(await under.stack.outputs()).to.deep.equal({ made: `projects/5/deploy_tokens/${token?.id}` });
		});

		it("shows no change afterwards", async () => {
			await succeeds(under.stack.preview("--expect-no-changes"));
		});
	});
