import { expect } from "chai";
import { type Installation, install, type Versions } from "./harness/installation";
import { useStack } from "./harness/use-stack";

/** The oldest that `package.json` says are supported. test/installed has newer ones. */
const OLDEST: Versions = { node: "20.18.1", pulumi: "3.216.0" };

/** As `pulumi new typescript` writes it: resolved the old way, and every declaration file checked. */
const TSCONFIG = JSON.stringify({
	compilerOptions: {
		strict: true,
		outDir: "bin",
		target: "es2020",
		module: "commonjs",
		moduleResolution: "node",
		sourceMap: true,
		experimentalDecorators: true,
		pretty: true,
		noFallthroughCasesInSwitch: true,
		noImplicitReturns: true,
		forceConsistentCasingInFileNames: true,
	},
	files: ["index.ts"],
});

const yaml = "name: trial\nruntime: nodejs\n";
const body = `
const token = new DeployToken("pull", { project: "grp/proj", scopes: ["read_registry"] });
export const config = token.credentials.dockerConfigJson("registry.example.com");
export const node = process.versions.node;
`;

const TYPESCRIPT = {
	files: {
		"Pulumi.yaml": yaml,
		"package.json": '{ "private": true, "main": "index.ts" }',
		"tsconfig.json": TSCONFIG,
		"index.ts": `import { DeployToken } from "pulumi-gitlab-deploy-tokens";${body}`,
	},
	env: { PULUMI_NODEJS_TRANSPILE_ONLY: "false" },
};

describe("the packed package with the oldest Node and Pulumi supported", function () {
	this.timeout(180_000);
	let installation: Installation;

	before(async function () {
		this.timeout(300_000);
		installation = await install(OLDEST);
	});
	after(() => installation?.remove());

	describe("in a TypeScript program that is type-checked", () => {
		const under = useStack(() => ({ ...TYPESCRIPT, installation }));

		it("creates its token with that Node", async () => {
			const { code, output } = await under.stack.up();
			expect(code, output).to.equal(0);
			const { config, node } = await under.stack.outputs();
			expect(node).to.equal(OLDEST.node);
			expect(JSON.parse(String(config)).auths["registry.example.com"].password).to.match(/^gldt-/);
			expect(await under.gitlab.tokens()).to.have.length(1);
		});

		it("shows no change afterwards, neither in preview nor in refresh", async () => {
			const preview = await under.stack.preview("--expect-no-changes");
			expect(preview.code, preview.output).to.equal(0);
			const refresh = await under.stack.refresh("--expect-no-changes");
			expect(refresh.code, refresh.output).to.equal(0);
		});

		it("replaces it when it was revoked, and gives the reason", async () => {
			const [token] = await under.gitlab.tokens();
			await under.gitlab.control.revoke(token?.id ?? 0);
			const { code, output } = await under.stack.up();
			expect(code, output).to.equal(0);
			expect(output).to.contain(`deploy token "pull" (${token?.id}) of project grp/proj was revoked`);
			expect((await under.gitlab.tokens()).map(({ revoked }) => revoked)).to.deep.equal([false]);
		});
	});
});
