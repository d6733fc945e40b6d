import * as pulumi from "@pulumi/pulumi";
import { DeployToken } from "pulumi-gitlab-deploy-tokens";

const config = new pulumi.Config();
const project = config.get("project");
if (project === undefined)
	throw new pulumi.RunError(
		"Name the project by its full path or number: pulumi config set project group/project",
	);

// Configured for the first `pulumi up` only.
const tokenId = config.getNumber("tokenId");
const token = config.getSecret("token");

const mirror = new DeployToken("mirror", {
	project,
	// As GitLab has it. The first preview names every difference, and changes nothing.
	name: "registry mirror",
	username: "mirror",
	scopes: ["read_registry"],
	expiresAt: "2099-01-01",
	adopt: tokenId === undefined ? undefined : { tokenId, token },
});

export const dockerConfig = mirror.credentials.dockerConfigJson("registry.example.com");
