import { setImmediate as turn } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { openConnection } from "../../../../provider/pulumi/program-connections";
import { thrown } from "../api/errors-seen";

const { withLocalStorage } = require("@pulumi/pulumi/runtime/state") as {
	withLocalStorage<Result>(program: () => Promise<Result>): Promise<Result>;
};

/** Runs a program as the Automation API does: in this process, with a configuration of its own. */
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
	it("serves no other stack of the same process, one after the other (D1)", async () => {
		for (const stack of ["x", "y", "x"])
			expect(await settingsIn(stack)).to.include({
				baseUrl: `https://${stack}.example.com`,
				token: `credential-of-${stack}`,
			});
	});

	it("serves no other stack of the same process, all at once (D1)", async () => {
		const stacks = Array.from({ length: 40 }, (_, index) => `stack-${index}`);
		const settings = await Promise.all(stacks.map(settingsIn));
		expect(settings.map(({ token }) => token)).to.deep.equal(stacks.map((stack) => `credential-of-${stack}`));
	});

	it("takes a credential that was changed, in the next run of the same process (D1)", async () => {
		const revoked = { ...configOf("z"), "gitlab:token": "a-revoked-credential" };
		expect(await inStack(revoked, () => openConnection().settings.token)).to.equal("a-revoked-credential");
		expect((await settingsIn("z")).token).to.equal("credential-of-z");
	});

	it("is one for all calls with the same settings", async () => {
		const open = () => inStack(configOf("x"), () => openConnection());
		expect(await open()).to.equal(await open());
	});

	it("of a stack without a credential takes none from another stack", async () => {
		await settingsIn("x");
		const error = await inStack({ "gitlab:baseUrl": "https://x.example.com" }, () =>
			thrown(() => openConnection(), "GITLAB_CREDENTIAL_MISSING"),
		);
		expect(error.hint).to.contain("`envVars`");
	});

	it("of an ordinary program says nothing of the Automation API", () => {
		expect(thrown(() => openConnection(), "GITLAB_CREDENTIAL_MISSING").hint).to.not.contain("envVars");
	});
});
