import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { isGitLabDeployTokenError } from "../../../../provider/api/errors";
import { DeployToken } from "../../../../provider/pulumi/deploy-token";
import {
	composerAuth,
	dockerConfigJson,
	mavenSettings,
	nugetConfig,
} from "../../../../provider/pulumi/merged-formats";
import { isSecret, useMocks, value } from "./program";

const ARGS = { project: 5, scopes: ["read_registry"] };
const REGISTRY = "https://gitlab.example.com/api/v4/packages/npm/";

describe("the credentials of a token", () => {
	useMocks(() => ({ token: "gldt-of-a-mock", username: "robot" }));

	it("are its username and its secret", async () => {
		const { username, password } = new DeployToken("values", ARGS).credentials;
		expect([await value(username), await value(password)]).to.deep.equal(["robot", "gldt-of-a-mock"]);
		expect([await isSecret(username), await isSecret(password)]).to.deep.equal([false, true]);
	});

	it("accept arguments and options that are known later, and stay secret", async () => {
		const { credentials } = new DeployToken("later", ARGS);
		const npmrc = credentials.npmrc(pulumi.output(REGISTRY), { scope: pulumi.output("@group") });
		expect(await value(npmrc)).to.equal(
			`@group:registry=${REGISTRY}\n//gitlab.example.com/api/v4/packages/npm/:_authToken=gldt-of-a-mock\n`,
		);
		expect(await isSecret(npmrc)).to.equal(true);
		const registries = [pulumi.output("registry.example.com"), "gitlab.example.com"];
		const { auths } = JSON.parse(await value(credentials.dockerConfigJson(registries)));
		expect(Object.keys(auths)).to.deep.equal(["registry.example.com", "gitlab.example.com"]);
	});

	it("share one config.json with those of other registries, as a secret", async () => {
		const { credentials } = new DeployToken("shared", ARGS);
		const hub = { username: "hub", password: pulumi.output("of-the-hub") };
		const config = dockerConfigJson([
			{ registry: pulumi.output("registry.example.com"), path: "group", credentials },
			{ registry: "docker.io", credentials: hub },
		]);
		const { auths } = JSON.parse(await value(config));
		expect(auths["registry.example.com/group"].password).to.equal("gldt-of-a-mock");
		expect(auths["https://index.docker.io/v1/"].username).to.equal("hub");
		expect(await isSecret(config)).to.equal(true);
	});

	it("share one file of each package manager that reads several, as a secret", async () => {
		const { credentials } = new DeployToken("several", ARGS);
		const other = { username: "other", password: pulumi.output("of-the-other") };
		const sourceUrl = pulumi.output("https://gitlab.example.com/api/v4/projects/5/packages/nuget/index.json");
		for (const file of [
			mavenSettings([
				{ serverId: pulumi.output("one"), via: "basic", credentials },
				{ serverId: "two", credentials: other },
			]),
			composerAuth([
				{ host: pulumi.output("gitlab.example.com"), credentials },
				{ host: "gitlab.example.org", credentials: other },
			]),
			nugetConfig([
				{ sourceUrl, credentials },
				{ sourceUrl, name: "other", credentials: other },
			]),
		]) {
			expect(await value(file))
				.to.contain("gldt-of-a-mock")
				.and.to.contain("of-the-other");
			expect(await isSecret(file)).to.equal(true);
		}
	});
});

describe("the credentials of a token that was adopted without its secret", () => {
	useMocks(() => ({ username: "robot" }));

	it("have the username, and fail only where the secret is read", async () => {
		const { credentials } = new DeployToken("adopted", ARGS);
		expect(await value(credentials.username)).to.equal("robot");
		for (const output of [credentials.password, credentials.basicAuth()]) {
			const error = await value(output).catch((thrown: unknown) => thrown);
			expect(isGitLabDeployTokenError(error, "INPUT_INVALID")).to.equal(true);
			expect((error as Error).message).to.match(/secret of deploy token robot is unknown/);
		}
	});
});
