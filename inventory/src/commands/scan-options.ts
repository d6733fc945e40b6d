import { type Command, Option } from "commander";
import type { WantedStates } from "../states/read-states";

/** Options that determine what is read; the same for every command. */
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

/** Adds them to a command. */
export function addScanOptions(command: Command): Command {
	return command
		.option("--group <path...>", "groups, each with all groups and projects below it")
		.option("--project <path...>", "projects")
		.option("--instance", "the whole instance; requires an administrator")
		.option("--state <file...>", "outputs of `pulumi stack export`; `-` is standard input")
		.option("--stack <name...>", "stacks that the Pulumi CLI on PATH exports; secrets stay encrypted")
		.addOption(
			new Option("--all-stacks", "every stack of the backend that the Pulumi CLI is logged in to").conflicts(
				"stack",
			),
		)
		.option("--terraform-state <file...>", "outputs of `terraform state pull`")
		.option("--url <url>", "base URL of the GitLab; default: GITLAB_BASE_URL, else https://gitlab.com")
		.option("--quiet", "no progress on standard error");
}

/** Adds the options of commands that scan once. */
export function addResume(command: Command): Command {
	return command.option(
		"--resume <file>",
		"when interrupted, save the progress there; continue from there, and remove it at the end",
	);
}

/** The states that these options name. */
export function wantedStates({ state, stack, allStacks, terraformState }: ScanOptions): WantedStates {
	return { pulumi: state ?? [], stacks: allStacks ? "all" : (stack ?? []), terraform: terraformState ?? [] };
}
