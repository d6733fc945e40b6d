import { type RenovateOptions, renovateHostRules } from "../../../provider/model/formats/renovate";
import type { Ended } from "../../support/run-program";
import type { Attempt } from "./clients";
import { git } from "./git";
import type { PackageManager } from "./package-managers";

/** Looks for newer versions of what the files of a repository require: those that git tracks. */
async function renovate(
	{ place, credentials, url }: Attempt,
	options: RenovateOptions,
	files: Readonly<Record<string, string>>,
): Promise<Ended> {
	for (const [name, text] of Object.entries(files)) place.write(name, text);
	await git(place, ["init", "--quiet"], "");
	await git(place, ["add", ...Object.keys(files)], "");
	const { TEST_CLIENTS_RENOVATE = "renovate", TEST_CLIENTS_RENOVATE_NODE = "node" } = process.env;
	const args = [TEST_CLIENTS_RENOVATE, "--platform=local", "--dry-run=lookup"];
	const { output } = await place.run(TEST_CLIENTS_RENOVATE_NODE, args, {
		RENOVATE_HOST_RULES: renovateHostRules(credentials, { matchHost: url, ...options }),
		RENOVATE_BASE_DIR: place.path("renovate"),
		LOG_LEVEL: "debug",
		LOG_FORMAT: "json",
	});
	// It ends with 0 also where it was refused.
	return { code: FOUND.test(output) ? 0 : 1, output };
}

const FOUND = /"newVersion":"1\.1\.0"/;

const packages = (url: string) => `${url}/api/v4/projects/5/packages`;

export const RENOVATE: readonly PackageManager[] = [
	{
		name: "renovate",
		format: "renovateHostRules",
		command: "`renovate`, with `RENOVATE_HOST_RULES`, for packages of PyPI",
		run: (attempt) =>
			renovate(
				attempt,
				{},
				{ "requirements.txt": `--index-url ${packages(attempt.url)}/pypi/simple\ngrp-widget==1.0.0\n` },
			),
		refusal: /statusCode=401/,
		shows: FOUND,
	},
	{
		name: "renovate",
		format: "renovateHostRules",
		command: '`renovate`, with `RENOVATE_HOST_RULES` by `hostType: "npm"`',
		run: (attempt) =>
			renovate(
				attempt,
				{ hostType: "npm" },
				{
					"package.json": JSON.stringify({ name: "app", dependencies: { "@grp/widget": "1.0.0" } }),
					".npmrc": `@grp:registry=${packages(attempt.url)}/npm/\n`,
				},
			),
		refusal: /statusCode=401/,
		shows: FOUND,
	},
];
