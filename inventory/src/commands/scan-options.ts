import type { Command } from "commander";

/** Options that say what is read; the same for every command. */
export interface ScanOptions {
	readonly group?: string[];
	readonly project?: string[];
	readonly instance?: true;
	readonly state?: string[];
	readonly terraformState?: string[];
	readonly url?: string;
	readonly quiet?: true;
}

/** Adds them to a command. */
export function addScanOptions(command: Command): Command {
	return command
		.option("--group <path...>", "groups, each with all groups and projects below it")
		.option("--project <path...>", "projects")
		.option("--instance", "the whole instance; takes an administrator")
		.option("--state <file...>", "outputs of `pulumi stack export`; `-` is standard input")
		.option("--terraform-state <file...>", "outputs of `terraform state pull`")
		.option("--url <url>", "base URL of the GitLab; default: GITLAB_BASE_URL, else https://gitlab.com")
		.option("--quiet", "no progress on standard error");
}
