import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { deployTokenMocks } from "pulumi-gitlab-deploy-tokens/testing";
import { declareTokens } from "./program";

const PROJECT = "gitlab-deploy-tokens-testing";

/** What an output comes to. */
const resolved = <T>(output: pulumi.Output<T>) => new Promise<T>((done) => output.apply(done));

/** Without an engine, a GitLab or a network. */
describe("the program, with mocks", () => {
	before(async () => {
		await pulumi.runtime.setMocks(deployTokenMocks({ now: "2031-05-01T00:00:00Z" }), PROJECT);
		pulumi.runtime.setAllConfig({ [`${PROJECT}:project`]: "acme/website" });
	});

	it("declares a token that is valid for 90 days", async () => {
		assert.equal(await resolved(declareTokens().validUntil), "2031-07-30T00:00:00.000Z");
	});

	it("outputs the registry's credentials as a secret", async () => {
		const { dockerConfig } = declareTokens();
		assert.equal(await pulumi.isSecret(dockerConfig), true);
		const { username, password } = JSON.parse(await resolved(dockerConfig)).auths["registry.example.com"];
		assert.match(username, /^gitlab\+deploy-token-\d+$/);
		assert.match(password, /^gldt-mocked-/);
	});
});
