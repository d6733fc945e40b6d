import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const examples = { project: "group/project", group: "group" };

// Both at once: `config.require` would name one, and the other in the next run.
const missing = (["project", "group"] as const).filter((key) => config.get(key) === undefined);
if (missing.length > 0) {
	const commands = missing.map((key) => `    pulumi config set ${key} ${examples[key]}`);
	throw new pulumi.RunError(
		`Whose tokens are to be made is not configured. Name it by its full path or number:\n${commands.join("\n")}`,
	);
}

/** The project that owns the first token. */
export const project = config.require("project");

/** The group that owns the second one. */
export const group = config.require("group");
