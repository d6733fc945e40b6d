import { expect } from "chai";
import { GitLabDeployTokenError } from "../../../../../provider/api/errors";
import { argoCdRepository } from "../../../../../provider/model/formats/argocd";
import { composerAuth } from "../../../../../provider/model/formats/composer";
import { dockerConfigJson } from "../../../../../provider/model/formats/docker";
import { gitCredentialStore, gitInsteadOf, gitUrl } from "../../../../../provider/model/formats/git";
import { netrc } from "../../../../../provider/model/formats/netrc";
import { npmrc } from "../../../../../provider/model/formats/npm";
import { nugetConfig } from "../../../../../provider/model/formats/nuget";
import { pipConf, pipIndexUrl, pypirc } from "../../../../../provider/model/formats/python";
import { renovateHostRules } from "../../../../../provider/model/formats/renovate";
import { terraformrc, terraformToken } from "../../../../../provider/model/formats/terraform";
import { PLAIN } from "./read-back";

/** Every format that takes an address, with the name of that argument. */
const FORMATS: readonly [write: (address: unknown) => string, name: string, property: string][] = [
	[(registry) => dockerConfigJson(PLAIN, { registry: registry as string }), "dockerConfigJson", "registry"],
	[(httpUrl) => gitUrl(PLAIN, { httpUrl: httpUrl as string }), "gitUrl", "httpUrl"],
	[(httpUrl) => gitCredentialStore(PLAIN, { httpUrl: httpUrl as string }), "gitCredentialStore", "httpUrl"],
	[(httpUrl) => gitInsteadOf(PLAIN, { httpUrl: httpUrl as string }), "gitInsteadOf", "httpUrl"],
	[(host) => netrc(PLAIN, { host: host as string }), "netrc", "host"],
	[(registryUrl) => npmrc(PLAIN, { registryUrl: registryUrl as string }), "npmrc", "registryUrl"],
	[(indexUrl) => pipIndexUrl(PLAIN, { indexUrl: indexUrl as string }), "pipIndexUrl", "indexUrl"],
	[(indexUrl) => pipConf(PLAIN, { indexUrl: indexUrl as string }), "pipConf", "indexUrl"],
	[(host) => composerAuth(PLAIN, { host: host as string }), "composerAuth", "host"],
	[(sourceUrl) => nugetConfig(PLAIN, { sourceUrl: sourceUrl as string }), "nugetConfig", "sourceUrl"],
	[(host) => terraformToken(PLAIN, { host: host as string }).name, "terraformToken", "host"],
	[(host) => terraformrc(PLAIN, { host: host as string }), "terraformrc", "host"],
	[(url) => String(argoCdRepository(PLAIN, { url: url as string }).url), "argoCdRepository", "url"],
	[
		(matchHost) => renovateHostRules(PLAIN, { matchHost: matchHost as string }),
		"renovateHostRules",
		"matchHost",
	],
	[(repositoryUrl) => pypirc(PLAIN, { repositoryUrl: repositoryUrl as string }), "pypirc", "repositoryUrl"],
];

const WRONG = [
	" ",
	"https://",
	"ssh://git@gitlab.example.com/a/b.git",
	"file:///etc/passwd",
	"https://a b",
	"[::1",
	"gitlab.example.com\nmachine other",
	"",
	undefined,
	null,
	5,
];

for (const [write, name, property] of FORMATS)
	describe(`${name}, with an invalid address,`, () => {
		it(`names \`${property}\`, and shows no secret`, () => {
			for (const address of WRONG)
				expect(() => write(address), String(address))
					.to.throw(GitLabDeployTokenError, new RegExp(`^\`${property}\` `))
					.that.includes({ code: "INPUT_INVALID", hint: "Fix it in the program." })
					.and.has.property("message")
					.which.does.not.contain(PLAIN.password);
		});

		it("gives an example that it accepts", () => {
			const [, example = ""] = /write it as in "(.*)"/.exec(messageOf(() => write("https://"))) ?? [];
			expect(() => write(example)).to.not.throw();
		});
	});

function messageOf(call: () => unknown): string {
	try {
		call();
	} catch (error) {
		return (error as Error).message;
	}
	return "";
}
