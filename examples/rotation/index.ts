import * as pulumi from "@pulumi/pulumi";
import { DeployToken } from "pulumi-gitlab-deploy-tokens";

const config = new pulumi.Config();
const project = config.get("project");
if (project === undefined)
	throw new pulumi.RunError(
		"Name the project by its full path or number: pulumi config set project group/project",
	);

const pull = new DeployToken("pull", {
	project,
	scopes: ["read_registry"],
	// GitLab's default username holds the token's number and changes with it; this one stays.
	username: "cluster",
	// A token lives 90 days. The first `pulumi up` of its last 30 days replaces it.
	expiresIn: config.get("expiresIn") ?? "90d",
	rotateBefore: config.get("rotateBefore") ?? "30d",
});

export const dockerConfig = pull.credentials.dockerConfigJson("registry.example.com");
export const validUntil = pull.expiresAt;
