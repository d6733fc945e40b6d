import { setImmediate as turn } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { openConnection } from "../../../../provider/pulumi/program-connections";
import { thrown } from "../api/errors-seen";

const { withLocalStorage } = require("@pulumi/pulumi/runtime/state") as {
	withLocalStorage<Result>(program: () => Promise<Result>): Promise<Result>;
};

/** Runs a program as the Automation API does: in this process, with its own configuration. */
const inStack = <Result>(config: Record<string, string>, program: () => Result | Promise<Result>) =>
	withLocalStorage(async () => {
		pulumi.runtime.setAllConfig(config);
		await turn();
		return program();
	});
const configOf = (stack: string) => ({
	"gitlab:baseUrl": `https://${stack}.example.com`,
	"gitlab:token": `credential-of-${stack}`,
});
const settingsIn = (stack: string) => inStack(configOf(stack), () => openConnection().settings);

describe("a connection of a program", () => {
	it("is not shared with another stack of the same process that runs afterwards", async () => {
		for (const stack of ["x", "y", "x"])
			expect(await settingsIn(stack)).to.include({
				baseUrl: `https://${stack}.example.com`,
				token: `credential-of-${stack}`,
			});
	});

	it("is not shared with another stack of the same process that runs at the same time", async () => {
		const stacks = Array.from({ length: 40 }, (_, index) => `stack-${index}`);
		const settings = await Promise.all(stacks.map(settingsIn));
		expect(settings.map(({ token }) => token)).to.deep.equal(stacks.map((stack) => `credential-of-${stack}`));
	});

	it("uses a changed credential in the next run of the same process", async () => {
		const revoked = { ...configOf("z"), "gitlab:token": "a-revoked-credential" };
		expect(await inStack(revoked, () => openConnection().settings.token)).to.equal("a-revoked-credential");
		expect((await settingsIn("z")).token).to.equal("credential-of-z");
	});

	it("is shared by all calls with the same settings", async () => {
		const open = () => inStack(configOf("x"), () => openConnection());
		expect(await open()).to.equal(await open());
	});

	it("does not use another stack's credential where its own stack has none", async () => {
		await settingsIn("x");
		const error = await inStack({ "gitlab:baseUrl": "https://x.example.com" }, () =>
			thrown(() => openConnection(), "GITLAB_CREDENTIAL_MISSING"),
		);
		expect(error.hint).to.contain("`envVars`");
	});

	it("does not mention the Automation API in an ordinary program's error", () => {
		expect(thrown(() => openConnection(), "GITLAB_CREDENTIAL_MISSING").hint).to.not.contain("envVars");
	});
});
