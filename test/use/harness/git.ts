import type { Ended } from "../../support/run-program";
import type { Workplace } from "./workplace";

/** What git says where credentials are refused that came from its configuration or its helper. */
export const GIT_REFUSAL = /HTTP Basic: Access denied/;

/** The repository of `grp/proj`, by the base URL of GitLab. */
export const repository = (url: string) => `${url}/grp/proj.git`;

/** Runs git with the configuration as its only one. */
export function git(place: Workplace, args: readonly string[], config: string): Promise<Ended> {
	return place.run("git", args, {
		GIT_CONFIG_GLOBAL: place.write("gitconfig", config),
		GIT_CONFIG_NOSYSTEM: "1",
		GIT_TERMINAL_PROMPT: "0",
	});
}
