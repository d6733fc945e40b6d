import * as pulumi from "@pulumi/pulumi";
import { DeployToken } from "pulumi-gitlab-deploy-tokens";

const config = new pulumi.Config();

// A project's token, with which Kubernetes pulls images.
const pull = new DeployToken("pull", {
	project: config.require("project"),
	scopes: ["read_registry"],
});

// A group's token, which reads the repositories of all projects below it.
const mirror = new DeployToken("mirror", {
	group: config.require("group"),
	scopes: ["read_repository"],
	username: "mirror",
	expiresAt: config.get("expiresAt"),
});

export const pullTokenId = pull.id;
export const pullUsername = pull.username;
export const dockerConfig = pull.dockerConfigJson("registry.example.com");
export const mirrorTokenId = mirror.id;
