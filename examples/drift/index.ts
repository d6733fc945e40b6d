import * as pulumi from "@pulumi/pulumi";
import { DeployToken } from "pulumi-gitlab-deploy-tokens";

const config = new pulumi.Config();
const project = config.get("project");
if (project === undefined)
	throw new pulumi.RunError(
		"Name the project by its full path or number: pulumi config set project group/project",
	);

const args = { project, scopes: ["read_registry"] };
const tokens = ["alice", "bob", "carol"].map((name) => ({ name, token: new DeployToken(name, args) }));

/** What was seen of each token the last time that Pulumi looked at GitLab. */
export const status = Object.fromEntries(tokens.map(({ name, token }) => [name, token.status]));
