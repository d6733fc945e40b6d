import { expect } from "chai";
import fc from "fast-check";
import { GitLabDeployTokenError } from "../../../../../provider/api/errors";
import {
	basicAuth,
	type DeployTokenCredentials,
	dockerConfigJson,
	gitUrl,
	netrc,
	npmrc,
} from "../../../../../provider/model/token/secret-formats";
import { usernames } from "./declarations";

const PLAIN: DeployTokenCredentials = {
	username: "gitlab+deploy-token-1",
	token: "gldt-0123456789abcdefghij",
};

/** As GitLab makes them. */
const credentials = fc.record({
	username: usernames,
	token: fc.stringMatching(/^(gldt-)?[A-Za-z0-9_-]{20}$/),
});

/** As no GitLab makes them. A user name cannot hold a colon: basic authentication ends it there. */
const strange = fc.record({
	username: usernames,
	token: fc.string({ unit: "grapheme", minLength: 1 }).filter((token) => !/\p{Surrogate}/u.test(token)),
});

const hosts = fc
	.tuple(fc.domain(), fc.option(fc.integer({ min: 1024, max: 65535 })))
	.map(([domain, port]) => (port === null ? domain : `${domain}:${port}`));

describe("basicAuth", () => {
	it("decodes to user name and token, whatever characters they have", () => {
		fc.assert(
			fc.property(fc.oneof(credentials, strange), ({ username, token }) => {
				const decoded = Buffer.from(basicAuth({ username, token }), "base64").toString();
				expect(decoded).to.equal(`${username}:${token}`);
			}),
		);
	});
});

describe("dockerConfigJson", () => {
	it("is what Docker and Kubernetes read", () => {
		expect(JSON.parse(dockerConfigJson(PLAIN, "registry.example.com:5050"))).to.deep.equal({
			auths: {
				"registry.example.com:5050": {
					username: PLAIN.username,
					password: PLAIN.token,
					auth: basicAuth(PLAIN),
				},
			},
		});
	});

	it("holds the credentials for the host, whatever characters they have", () => {
		fc.assert(
			fc.property(fc.oneof(credentials, strange), hosts, ({ username, token }, host) => {
				const { auths } = JSON.parse(dockerConfigJson({ username, token }, host)) as {
					auths: Record<string, { username: string; password: string; auth: string }>;
				};
				expect(Object.keys(auths)).to.deep.equal([host.toLowerCase()]);
				const [entry] = Object.values(auths);
				expect(entry).to.include({ username, password: token });
				expect(Buffer.from(entry?.auth ?? "", "base64").toString()).to.equal(`${username}:${token}`);
			}),
		);
	});

	for (const [registry, host] of [
		["registry.example.com", "registry.example.com"],
		["https://registry.example.com", "registry.example.com"],
		["https://registry.example.com:5050/group/project", "registry.example.com:5050"],
		["registry.example.com/group/project:tag", "registry.example.com"],
		["http://localhost:5000", "localhost:5000"],
		["localhost:5000", "localhost:5000"],
		["registry.example.com:443", "registry.example.com:443"],
		["Registry.Example.com", "registry.example.com"],
		["[::1]:5000", "[::1]:5000"],
		["https://user:password@registry.example.com?x#y", "registry.example.com"],
		["registry.example.com#https://other.example.com", "registry.example.com"],
		["registry.example.com/https://other.example.com", "registry.example.com"],
		["HTTPS://registry.example.com", "registry.example.com"],
	] as const)
		it(`finds the host in ${registry}`, () => {
			const { auths } = JSON.parse(dockerConfigJson(PLAIN, registry)) as { auths: object };
			expect(Object.keys(auths)).to.deep.equal([host]);
		});
});

describe("gitUrl", () => {
	it("is an address from which the credentials can be read again, whatever characters they have", () => {
		fc.assert(
			fc.property(fc.oneof(credentials, strange), hosts, ({ username, token }, host) => {
				const url = new URL(gitUrl({ username, token }, `https://${host}/group/project.git`));
				expect(decodeURIComponent(url.username)).to.equal(username);
				expect(decodeURIComponent(url.password)).to.equal(token);
				expect(`${url.host}${url.pathname}`).to.equal(`${new URL(`https://${host}`).host}/group/project.git`);
			}),
		);
	});

	it("is what git clone takes", () => {
		expect(gitUrl(PLAIN, "https://gitlab.example.com/group/project.git")).to.equal(
			"https://gitlab%2Bdeploy-token-1:gldt-0123456789abcdefghij@gitlab.example.com/group/project.git",
		);
	});

	it("takes the place of other credentials, and leaves query and fragment out", () => {
		expect(
			gitUrl({ username: "u", token: "t" }, "https://old:secret@gitlab.example.com/a/b.git?x=1#y"),
		).to.equal("https://u:t@gitlab.example.com/a/b.git");
	});
});

describe("netrc", () => {
	it("is an entry from which each word can be read again", () => {
		fc.assert(
			fc.property(credentials, hosts, ({ username, token }, host) => {
				const words = netrc({ username, token }, host).split(/\s+/);
				const hostname = new URL(`https://${host}`).hostname;
				expect(words).to.deep.equal(["machine", hostname, "login", username, "password", token, ""]);
			}),
		);
	});

	it("names the host without scheme, port and path", () => {
		expect(netrc(PLAIN, "https://gitlab.example.com:8443/group")).to.match(/^machine gitlab\.example\.com\n/);
	});
});

describe("npmrc", () => {
	for (const [registry, key] of [
		[
			"https://gitlab.example.com/api/v4/projects/5/packages/npm/",
			"//gitlab.example.com/api/v4/projects/5/packages/npm/",
		],
		[
			"https://gitlab.example.com/api/v4/projects/5/packages/npm",
			"//gitlab.example.com/api/v4/projects/5/packages/npm/",
		],
		["gitlab.example.com:8443/api/v4/packages/npm", "//gitlab.example.com:8443/api/v4/packages/npm/"],
		["https://gitlab.example.com", "//gitlab.example.com/"],
		["https://u:p@gitlab.example.com/npm?x=1#y", "//gitlab.example.com/npm/"],
	] as const)
		it(`is the line for ${registry}`, () => {
			expect(npmrc(PLAIN, registry)).to.equal(`${key}:_authToken=${PLAIN.token}\n`);
		});
});

describe("every format of an address", () => {
	const formats = { dockerConfigJson, gitUrl, netrc, npmrc };

	for (const [format, message] of [
		[dockerConfigJson, 'registry is not an address; write it as in "registry.example.com".'],
		[gitUrl, 'httpUrl is not an address; write it as in "https://gitlab.example.com/group/project.git".'],
		[netrc, 'host is not an address; write it as in "gitlab.example.com".'],
		[
			npmrc,
			'registryUrl is not an address; write it as in "https://gitlab.example.com/api/v4/projects/5/packages/npm/".',
		],
	] as const)
		it(`${format.name} names its argument, with an example that it takes`, () => {
			const example = /"(.*)"/.exec(message)?.[1] ?? "";
			expect(() => format(PLAIN, example)).to.not.throw();
			expect(() => format(PLAIN, ""))
				.to.throw(GitLabDeployTokenError, message)
				.that.includes({ code: "INPUT_INVALID", hint: "Fix it in the program." });
		});

	for (const [name, format] of Object.entries(formats))
		for (const address of [
			"",
			" ",
			"https://",
			"ssh://git@gitlab.example.com/a/b.git",
			"file:///etc/passwd",
			"https://a b",
			"[::1",
		])
			it(`${name} refuses ${JSON.stringify(address)}, and shows no secret`, () => {
				expect(() => format(PLAIN, address))
					.to.throw(GitLabDeployTokenError, /is not an address; write it as in "/)
					.with.property("stack")
					.that.does.not.include(PLAIN.token);
			});
});
