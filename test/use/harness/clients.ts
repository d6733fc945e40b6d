import { existsSync, readFileSync } from "node:fs";
import { basicAuth } from "../../../provider/model/formats/basic";
import { dockerConfigJson } from "../../../provider/model/formats/docker";
import { gitCredentialStore, gitInsteadOf, gitUrl } from "../../../provider/model/formats/git";
import { netrc } from "../../../provider/model/formats/netrc";
import { npmrc } from "../../../provider/model/formats/npm";
import { pipConf, pipIndexUrl } from "../../../provider/model/formats/python";
import type { Credentials } from "../../../provider/model/formats/text";
import type { Ended } from "../../support/run-program";
import { GIT_REFUSAL, git, repository } from "./git";
import { Workplace } from "./workplace";

/** One attempt to get at what a token opens. */
export interface Attempt {
	readonly place: Workplace;
	readonly credentials: Credentials;
	/** Of GitLab, without a slash at the end. */
	readonly url: string;
}

/** A program that takes a token in one of the formats. */
export interface Client {
	/** The method of the credentials. */
	readonly format: string;
	/** What is run with it, as docs/reference/credentials.md has it. */
	readonly command: string;
	/** Puts the formatted secret where the program reads it, and runs it. The secret is on no command line. */
	readonly run: (attempt: Attempt) => Promise<Ended>;
	/** What the program says where the secret is refused. */
	readonly refusal: RegExp;
	/** The file it gets, which says `hello`, unless that is in its output. */
	readonly file?: string;
	/** What its output has, where that is not `hello`. */
	readonly shows?: RegExp;
	/** Run with a token that is new, and then no more: another client reads the same file or header. */
	readonly once?: true;
}

const CLONE = "clone/hello.txt";
const packages = (url: string) => `${url}/api/v4/projects/5/packages`;

function clone({ place }: Attempt, from: string, config = ""): Promise<Ended> {
	return git(place, ["clone", "--quiet", from, "clone"], config);
}

/** Downloads the generic package with the headers. */
async function download(url: string, headers: Record<string, string>): Promise<Ended> {
	const response = await fetch(`${packages(url)}/generic/tool/1.0.0/hello.txt`, { headers });
	return { code: response.ok ? 0 : 1, output: `${response.status} ${await response.text()}` };
}

/** Only with the most verbose log does pip say why it found nothing. */
function pip({ place }: Attempt, env: NodeJS.ProcessEnv): Promise<Ended> {
	const args = ["-m", "pip", "install", "-vv", "--no-cache-dir", "--target", "modules", "grp-widget"];
	return place.run("python3", args, { PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_NO_INPUT: "1", ...env });
}

/** Those that need the least time. */
export const QUICK_CLIENTS: readonly Client[] = [
	{
		format: "gitUrl",
		command: "`git clone <address>`",
		// The address comes from the configuration, as a submodule's does.
		run: (attempt) => {
			const address = gitUrl(attempt.credentials, { httpUrl: repository(attempt.url) });
			return clone(attempt, "repository:", `[url "${address}"]\n\tinsteadOf = "repository:"\n`);
		},
		refusal: GIT_REFUSAL,
		file: CLONE,
	},
	{
		format: "netrc",
		command: "`git clone`, with `~/.netrc`",
		run: (attempt) => {
			const { place, credentials, url } = attempt;
			place.write(".netrc", netrc(credentials, { host: new URL(url).host }));
			return clone(attempt, repository(url));
		},
		// Git asks for other credentials where those of the file are refused.
		refusal: /could not read Username/,
		file: CLONE,
	},
	{
		format: "gitCredentialStore",
		command: "`git clone` with the credential helper `store`",
		run: (attempt) => {
			const { place, credentials, url } = attempt;
			place.write(".git-credentials", gitCredentialStore(credentials, { httpUrl: url }));
			return clone(attempt, repository(url), "[credential]\n\thelper = store\n");
		},
		refusal: GIT_REFUSAL,
		file: CLONE,
	},
	{
		format: "gitInsteadOf",
		command: "`git clone` and `git fetch`, with `~/.gitconfig`",
		run: (attempt) => {
			const config = gitInsteadOf(attempt.credentials, { httpUrl: `${attempt.url}/grp` });
			return clone(attempt, repository(attempt.url), config);
		},
		refusal: GIT_REFUSAL,
		file: CLONE,
	},
	{
		format: "dockerConfigJson",
		command: "`crane export`, with `config.json` in `DOCKER_CONFIG`",
		run: ({ place, credentials, url }) => {
			const { host } = new URL(url);
			place.write("docker/config.json", dockerConfigJson(credentials, { registry: host }));
			return place.run("crane", ["export", `${host}/grp/proj:latest`, "-"], {
				DOCKER_CONFIG: place.path("docker"),
			});
		},
		refusal: /UNAUTHORIZED: HTTP Basic: Access denied/,
	},
	{
		format: "basicAuth",
		command: "a download of a generic package, with `Authorization: Basic`",
		run: ({ credentials, url }) => download(url, { Authorization: `Basic ${basicAuth(credentials)}` }),
		refusal: /^401 /,
	},
	{
		format: "password",
		command: "a download of a generic package, with `Deploy-Token`",
		run: ({ credentials, url }) => download(url, { "Deploy-Token": credentials.password }),
		refusal: /^401 /,
	},
];

const NPM: Client = {
	format: "npmrc",
	command: "`npm install`, with `.npmrc`",
	run: ({ place, credentials, url }) => {
		place.write("package.json", "{}");
		place.write(".npmrc", npmrc(credentials, { registryUrl: `${packages(url)}/npm/`, scope: "@grp" }));
		const args = ["install", "--no-audit", "--no-fund", "--no-update-notifier", "@grp/widget"];
		return place.run("npm", args);
	},
	refusal: /E401/,
	file: "node_modules/@grp/widget/hello.txt",
};

const PIP: readonly Client[] = [
	{
		format: "pipConf",
		command: "`pip install`, with `PIP_CONFIG_FILE`",
		run: (attempt) => {
			const { place, credentials, url } = attempt;
			const text = pipConf(credentials, { indexUrl: `${packages(url)}/pypi/simple` });
			return pip(attempt, { PIP_CONFIG_FILE: place.write("pip.conf", text) });
		},
		refusal: /401 Client Error/,
		file: "modules/hello.txt",
	},
	{
		format: "pipIndexUrl",
		command: "`pip install`, with `PIP_INDEX_URL`",
		run: (attempt) => {
			const { credentials, url } = attempt;
			const PIP_INDEX_URL = pipIndexUrl(credentials, { indexUrl: `${packages(url)}/pypi/simple` });
			return pip(attempt, { PIP_INDEX_URL, PIP_CONFIG_FILE: "/dev/null" });
		},
		refusal: /401 Client Error/,
		file: "modules/hello.txt",
		once: true,
	},
];

/** Those that install a package: each file that is read once. */
export const INSTALLERS: readonly Client[] = [NPM, ...PIP.filter(({ once }) => once !== true)];

/** All of them. None is left out where a machine lacks one: the test then fails, and names the program. */
export const CLIENTS: readonly Client[] = [...QUICK_CLIENTS, NPM, ...PIP];

/** The client in one line. */
export function nameOf({ format, command }: Client): string {
	return `${format}: ${command}`;
}

/** How it went: `works`, `refused`, or what the program said, without the secret. */
export async function outcomeOf(client: Client, credentials: Credentials, url: string): Promise<string> {
	const place = new Workplace();
	try {
		const { code, output } = await client.run({ place, credentials, url });
		const shown = output.replaceAll(credentials.password, "(the secret)");
		if (shown !== output) return `shows the secret: ${shown}`;
		if (code !== 0) return client.refusal.test(output) ? "refused" : shown;
		if (client.file === undefined)
			return (client.shows ?? /hello/).test(output) ? "works" : `got something else: ${shown}`;
		const path = place.path(client.file);
		const got = existsSync(path) ? readFileSync(path, "utf8") : "no file";
		return got.includes("hello") ? "works" : `got ${got}`;
	} finally {
		await place.remove();
	}
}
