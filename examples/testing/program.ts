import * as pulumi from "@pulumi/pulumi";
import { DeployToken } from "pulumi-gitlab-deploy-tokens";

/** A function, so that tests can run it more than once. */
export function declareTokens() {
	const config = new pulumi.Config();
	const pull = new DeployToken("pull", {
		project: config.require("project"),
		scopes: ["read_registry"],
		expiresIn: "90d",
		rotateBefore: "14d",
	});
	return {
		dockerConfig: pull.credentials.dockerConfigJson("registry.example.com"),
		validUntil: pull.expiresAt,
	};
}
