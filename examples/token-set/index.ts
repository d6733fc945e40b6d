import * as pulumi from "@pulumi/pulumi";
import { DeployTokenSet, type DeployTokenSetEntry } from "pulumi-gitlab-deploy-tokens";

const config = new pulumi.Config();
const projects = config.getObject<(string | number)[]>("projects")?.map(String);
const group = config.get("group");
if (projects === undefined || group === undefined)
	throw new pulumi.RunError(
		`Name the projects and the group, by full paths or numbers:\n    pulumi config set --path 'projects[0]' group/project\n    pulumi config set group group`,
	);

// A key for each project, which is its token's name too.
const pulls = projects.map((project): [string, DeployTokenSetEntry] => [project, { project }]);

const tokens = new DeployTokenSet("tokens", {
	// What holds for all of them …
	scopes: ["read_registry"],
	expiresIn: "90d",
	rotateBefore: "30d",
	overlap: "7d",
	maxDeletions: "50%",
	tokens: {
		...Object.fromEntries(pulls),
		// … and what one of them has of its own.
		mirror: { group, scopes: ["read_repository"], username: "mirror" },
	},
});

/** When each token ends; a `pulumi up` in the 30 days before replaces it. */
export const validUntil = tokens.expiresAt;

/** Docker's configuration for each project's registry. Secret. */
export const dockerConfigs = Object.fromEntries(
	projects.map((project) => [project, tokens.token(project).dockerConfigJson("registry.example.com")]),
);

/** The group's token, for an `Authorization: Basic` header. Secret. */
export const mirrorAuth = tokens.token("mirror").basicAuth();
