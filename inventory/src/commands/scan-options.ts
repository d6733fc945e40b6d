import { type Command, Option } from "commander";
import type { WantedStates } from "../states/read-states";

/** The options that determine what is read, which every command has. */
export interface ScanOptions {
	readonly group?: string[];
	readonly project?: string[];
	readonly instance?: true;
	readonly state?: string[];
	readonly stack?: string[];
	readonly allStacks?: true;
	readonly terraformState?: string[];
	readonly url?: string;
	readonly resume?: string;
	readonly quiet?: true;
}

/** Adds the options that determine what is read. */
export function addScanOptions(command: Command): Command {
	return command
		.option("--group <path...>", "groups, including all groups and projects below them")
		.option("--project <path...>", "projects")
		.option("--instance", "the whole instance; requires an administrator's token")
		.option("--state <file...>", "files with the output of `pulumi stack export`; `-` for standard input")
		.option("--stack <name...>", "stacks to export with the Pulumi CLI on PATH; secrets stay encrypted")
		.addOption(
			new Option("--all-stacks", "every stack of the backend that the Pulumi CLI is logged in to").conflicts(
				"stack",
			),
		)
		.option("--terraform-state <file...>", "files with the output of `terraform state pull`")
		.option("--url <url>", "base URL of GitLab (default: GITLAB_BASE_URL, else https://gitlab.com)")
		.option("--quiet", "show no progress on standard error");
}

/** Adds the options of commands that scan once. */
export function addResume(command: Command): Command {
	return command.option(
		"--resume <file>",
		"checkpoint: if interrupted, save the progress to this file; the next run continues from it and removes it",
	);
}

/** The states that these options name. */
export function wantedStates({ state, stack, allStacks, terraformState }: ScanOptions): WantedStates {
	return { pulumi: state ?? [], stacks: allStacks ? "all" : (stack ?? []), terraform: terraformState ?? [] };
}
