import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type InlineProgramArgs, LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { type RunningEmulator, startEmulator } from "gitlab-deploy-token-emulator";
import { declareTokens } from "./program";

/** Two stacks in this process, with the real engine, against an emulated GitLab. */
describe("the program, with the Automation API", function () {
	this.timeout(180_000);
	const stacks: Stack[] = [];
	let gitlab: RunningEmulator;
	let folder: string;

	before(async () => {
		folder = await mkdtemp(join(tmpdir(), "deploy-token-stacks-"));
		gitlab = await startEmulator();
		stacks.push(await newStack("dev", "acme/website"), await newStack("prod", "acme/shop/cart"));
	});

	after(async () => {
		await gitlab?.close();
		await rm(folder, { recursive: true, force: true });
	});

	/** A stack in a state of its own, for a user of the emulator's demo world. */
	async function newStack(stackName: string, project: string): Promise<Stack> {
		const args: InlineProgramArgs = {
			stackName,
			projectName: "gitlab-deploy-tokens-testing",
			program: async () => declareTokens(),
		};
		const stack = await LocalWorkspace.createOrSelectStack(args, {
			workDir: __dirname,
			envVars: {
				PULUMI_BACKEND_URL: `file://${folder}`,
				PULUMI_CONFIG_PASSPHRASE: "only for this test",
			},
		});
		await stack.setAllConfig({
			project: { value: project },
			"gitlab:baseUrl": { value: gitlab.url },
			"gitlab:token": { value: "glpat-demo-owner", secret: true },
		});
		return stack;
	}

	/** The live tokens that this program declares, by the path of their project. */
	async function owners(): Promise<string[]> {
		const tokens = await gitlab.control.tokens();
		return tokens.filter(({ name, revoked }) => name === "pull" && !revoked).map(({ owner }) => owner.path);
	}

	it("creates a token for each stack, both at once", async () => {
		await Promise.all(stacks.map((stack) => stack.up()));
		assert.deepEqual((await owners()).sort(), ["acme/shop/cart", "acme/website"]);
	});

	it("replaces a revoked token, and only that one", async () => {
		const revoked = (await gitlab.control.tokens()).find(
			({ name, owner }) => name === "pull" && owner.path === "acme/website",
		);
		await gitlab.control.revoke(revoked?.id ?? 0);
		const [dev, prod] = await Promise.all(stacks.map((stack) => stack.preview()));
		assert.equal(dev?.changeSummary.replace, 1);
		assert.equal(prod?.changeSummary.replace, undefined);
		await stacks[0]?.up();
		assert.deepEqual((await owners()).sort(), ["acme/shop/cart", "acme/website"]);
	});

	it("leaves nothing behind", async () => {
		await Promise.all(stacks.map((stack) => stack.destroy()));
		assert.deepEqual(await owners(), []);
	});
});
