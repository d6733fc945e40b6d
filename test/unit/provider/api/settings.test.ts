import { createPrivateKey } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { DEFAULT_CONNECTION } from "../../../../provider/api/connection-name";
import { isConfigured, readSettings } from "../../../../provider/api/read-settings";
import { redact } from "../../../../provider/api/redaction";
import { normalizeBaseUrl } from "../../../../provider/api/setting-values";
import { SETTINGS, type SettingName, settingNames } from "../../../../provider/api/settings";
import { certificates } from "./certificates";
import { expectNoSecret, thrown } from "./errors-seen";

const read = (
	env: Record<string, string | undefined>,
	config: Record<string, string | undefined> = {},
	connection = "gitlab",
) => readSettings(connection, { env: (name) => env[name], config: (key) => config[key] });

const refusal = (env: Record<string, string>, config: Record<string, string> = {}, connection = "gitlab") =>
	thrown(() => read(env, config, connection), "SETTINGS_INVALID");

const NAMES = Object.keys(SETTINGS) as SettingName[];

describe("settingNames", () => {
	it("puts the connection before both names", () => {
		expect(settingNames("gitlab", "baseUrl")).to.deep.equal({
			env: "GITLAB_BASE_URL",
			config: "gitlab:baseUrl",
		});
		expect(settingNames("our-git", "token")).to.deep.equal({ env: "OUR_GIT_TOKEN", config: "our-git:token" });
	});

	it("gives every setting a distinct name, made from the configuration key's words", () => {
		const names = NAMES.map((name) => settingNames("gitlab", name).env);
		expect(new Set(names).size).to.equal(NAMES.length);
		for (const name of NAMES)
			expect(SETTINGS[name].env).to.equal(name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase());
	});

	it("describes every setting in one line, with its default", () => {
		for (const name of NAMES) {
			expect(SETTINGS[name].meaning).to.match(/^\S[^\n]+\S$/);
			expect(SETTINGS[name].shownDefault).to.match(/^\S[^\n]*$/);
		}
	});
});

describe("readSettings", () => {
	it("has a default for everything but the credential", () => {
		expect(read({})).to.deep.equal({
			connection: "gitlab",
			baseUrl: "https://gitlab.com",
			token: undefined,
			tokenType: "private",
			caFile: undefined,
			clientCertFile: undefined,
			clientKeyFile: undefined,
			insecure: false,
			concurrency: 16,
			requestTimeout: 30_000,
			retries: 5,
			operationTimeout: 1_800_000,
			driftDetection: "preview",
			forgetOwners: [],
			orphans: "report",
			movedFrom: undefined,
		});
	});

	const good: [SettingName, string, unknown][] = [
		["baseUrl", "https://gitlab.example.com/", "https://gitlab.example.com"],
		["token", "glpat-0123456789abcdefghij", "glpat-0123456789abcdefghij"],
		[
			"token",
			"every~printable!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}",
			"every~printable!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}",
		],
		["tokenType", "private", "private"],
		["tokenType", "bearer", "bearer"],
		["insecure", "true", true],
		["insecure", "1", true],
		["insecure", "false", false],
		["insecure", "0", false],
		["concurrency", "1", 1],
		["concurrency", "256", 256],
		["requestTimeout", "45s", 45_000],
		["requestTimeout", "PT1M", 60_000],
		["requestTimeout", "24d", 2_073_600_000],
		["retries", "0", 0],
		["retries", "100", 100],
		["operationTimeout", "2h", 7_200_000],
		["driftDetection", "preview", "preview"],
		["driftDetection", "refresh", "refresh"],
		["forgetOwners", "projects/5", ["projects/5"]],
		["forgetOwners", " projects/5 , groups/7,, ", ["projects/5", "groups/7"]],
		["orphans", "report", "report"],
		["orphans", "delete", "delete"],
		["movedFrom", "https://old.example.com/gitlab/api/v4/", "https://old.example.com/gitlab"],
	];
	for (const [name, text, value] of good)
		it(`reads ${name} ${JSON.stringify(text)} from environment and configuration`, () => {
			const { env, config } = settingNames("gitlab", name);
			expect(read({ [env]: text })[name]).to.deep.equal(value);
			expect(read({}, { [config]: text })[name]).to.deep.equal(value);
		});

	const bad: [SettingName, string, RegExp][] = [
		["baseUrl", "gitlab.example.com", /not a URL.*scheme/],
		["baseUrl", "gitlab.example.com:8443", /does not begin with `https:\/\/`/],
		["token", "glpat with blanks", /not allowed in an HTTP header/],
		["token", "glpat-abc\n", /not allowed in an HTTP header/],
		["token", "glpat-äöü", /not allowed in an HTTP header/],
		["token", "glpat-\ud800x", /not allowed in an HTTP header/],
		["tokenType", "PRIVATE", /neither `private` nor `bearer`/],
		["insecure", "yes", /neither `true` nor `false`/],
		["concurrency", "0", /whole number from 1 to 256/],
		["concurrency", "257", /whole number from 1 to 256/],
		["concurrency", "1.5", /whole number from 1 to 256/],
		["concurrency", "-1", /whole number from 1 to 256/],
		["concurrency", "1e1", /whole number from 1 to 256/],
		["requestTimeout", "30", /duration.*`90d`/],
		["requestTimeout", "0s", /duration/],
		["requestTimeout", "25d", /at most 24 days/],
		["operationTimeout", "999999999w", /at most 24 days/],
		["retries", "101", /whole number from 0 to 100/],
		["retries", "five", /whole number from 0 to 100/],
		["driftDetection", "never", /neither `preview` nor `refresh`/],
		["forgetOwners", "grp/proj", /`projects\/<number>`/],
		["forgetOwners", "projects/5;groups/7", /`projects\/<number>`/],
		["forgetOwners", "projects/0", /`projects\/<number>`/],
		["orphans", "keep", /neither `report` nor `delete`/],
		["movedFrom", "old", /not a URL/],
		["caFile", "/nowhere/at/all.pem", /cannot be read: ENOENT/],
		["clientCertFile", "/", /cannot be read: EISDIR/],
		["clientKeyFile", "\0", /cannot be read: ERR_INVALID_ARG_VALUE/],
	];
	for (const [name, text, why] of bad)
		it(`refuses ${name} ${JSON.stringify(text)}, naming where it is set`, () => {
			const { env, config } = settingNames("gitlab", name);
			const fromEnv = refusal({ [env]: text });
			expect(fromEnv.message).to.match(why).and.include(`environment variable ${env}`);
			const fromConfig = refusal({}, { [config]: text });
			expect(fromConfig.message).to.match(why).and.include(`configuration ${config}`);
		});

	it("prefers the environment, also where the configuration is invalid", () => {
		expect(read({ GITLAB_RETRIES: "7" }, { "gitlab:retries": "9" }).retries).to.equal(7);
		expect(read({ GITLAB_RETRIES: "7" }, { "gitlab:retries": "many" }).retries).to.equal(7);
	});

	it("treats an empty value as unset", () => {
		const settings = read(
			{ GITLAB_TOKEN: "", GITLAB_RETRIES: "" },
			{ "gitlab:retries": "9", "gitlab:baseUrl": "" },
		);
		expect(settings).to.include({ token: undefined, retries: 9, baseUrl: "https://gitlab.com" });
	});

	it("never uses one connection's settings for another", () => {
		const env = {
			GITLAB_TOKEN: "for-gitlab",
			GITLAB_RETRIES: "1",
			OTHER_RETRIES: "2",
			OTHER_BASE_URL: "https://other.example.com",
		};
		const config = { "gitlab:token": "for-gitlab-too", "other:concurrency": "3" };
		expect(read(env, config, "other")).to.include({
			connection: "other",
			token: undefined,
			retries: 2,
			concurrency: 3,
		});
		expect(read(env, config, "gitlab")).to.include({ token: "for-gitlab", concurrency: 16 });
	});

	it("defaults to gitlab.com for the connection `gitlab` only: any other needs a base URL", () => {
		const error = refusal({ PARTNER_TOKEN: "for-partner-alone" }, {}, "partner");
		expect(error.message).to.contain('connection "partner"').and.contain("PARTNER_BASE_URL");
		expect(error.message).to.contain("partner:baseUrl").and.not.contain("gitlab.com");
		expectNoSecret(error, "for-partner-alone");
	});

	it("reports a connection that is not configured at all, as once its settings are removed", () => {
		const error = refusal({ GITLAB_TOKEN: "for-gitlab", OLD_RETRIES: "2" }, {}, "old");
		expect(error.message).to.contain('Connection "old" is not configured (any more)');
		expect(error.message).to.contain("OLD_BASE_URL").and.contain("old:token");
	});

	it("counts a connection as configured with a base URL or a credential, and `gitlab` always", () => {
		const configured = (connection: string, env: Record<string, string>) =>
			isConfigured(connection, { env: (name) => env[name], config: () => undefined });
		expect(configured("gitlab", {})).to.equal(true);
		expect(configured("old", {})).to.equal(false);
		expect(configured("old", { OLD_RETRIES: "2", OLD_TOKEN: "" })).to.equal(false);
		expect(configured("old", { OLD_TOKEN: "set" })).to.equal(true);
		expect(configured("old", { OLD_BASE_URL: "https://old.example.com" })).to.equal(true);
	});

	for (const connection of [
		"GitLab",
		"GITLAB",
		"git_lab",
		"gitlab ",
		"",
		"1st",
		"a:b",
		"a.b",
		"ä",
		"-a",
		"a".repeat(64),
	])
		it(`refuses the connection ${JSON.stringify(connection)}, which could share another's environment`, () => {
			expect(refusal({ GITLAB_TOKEN: "for-gitlab" }, {}, connection).message).to.match(/lowercase letters/);
		});

	it("reports all invalid settings at once", () => {
		const error = refusal(
			{ GITLAB_RETRIES: "many", GITLAB_CLIENT_CERT_FILE: "/nowhere.pem" },
			{ "gitlab:baseUrl": "gitlab", "gitlab:insecure": "maybe" },
		);
		for (const place of [
			"environment variable GITLAB_RETRIES",
			"environment variable GITLAB_CLIENT_CERT_FILE",
			"configuration gitlab:baseUrl",
			"configuration gitlab:insecure",
			"belong together",
		])
			expect(error.message).to.include(place);
		expect(error.message).to.include('connection "gitlab"');
		expect(error.hint).to.include("pulumi config set");
	});

	it("does not report a missing credential: only a call needs one", () => {
		expect(read({}, { "gitlab:baseUrl": "https://gitlab.example.com" }).token).to.equal(undefined);
	});

	it("registers the credential for redaction, also one that cannot be used", () => {
		read({ GITLAB_TOKEN: "remembered-credential" });
		refusal({}, { "gitlab:token": "remembered credential" });
		expect(redact("a remembered-credential b remembered credential c")).to.equal(
			"a [redacted] b [redacted] c",
		);
	});

	it("never shows the credential, wherever else it was set by mistake", () => {
		const token = "a-credential-of-no-shape/+=";
		for (const name of NAMES) {
			if (name === "token") continue;
			const config = { "gitlab:token": token, [`gitlab:${name}`]: token };
			expectNoSecret(refusal({}, config), token);
		}
		expectNoSecret(refusal({}, { "gitlab:token": `${token} \n` }), token);
		expectNoSecret(refusal({}, { "gitlab:baseUrl": `https://oauth2:${token}@gitlab.example.com` }), token);
	});

	describe("with files", () => {
		let folder: string;
		before(() => {
			folder = mkdtempSync(join(tmpdir(), "settings-"));
		});
		after(() => rmSync(folder, { recursive: true }));
		const file = (name: string, content: string) => {
			writeFileSync(join(folder, name), content);
			return join(folder, name);
		};

		it("contains their contents", async () => {
			const { authority, client } = await certificates();
			const settings = read(
				{ GITLAB_CA_FILE: file("ca.pem", authority.cert) },
				{
					"gitlab:clientCertFile": file("client.pem", client.cert),
					"gitlab:clientKeyFile": file("client.key", client.key),
				},
			);
			expect(settings).to.include({
				caFile: authority.cert,
				clientCertFile: client.cert,
				clientKeyFile: client.key,
			});
		});

		it("requires a client certificate and its key together", async () => {
			const { client } = await certificates();
			for (const [name, content] of [
				["CERT", client.cert],
				["KEY", client.key],
			] as const) {
				const error = refusal({ [`GITLAB_CLIENT_${name}_FILE`]: file(`${name}.pem`, content) });
				expect(error.message).to.match(/clientCertFile and gitlab:clientKeyFile belong together/);
			}
		});

		it("refuses a key that does not belong to the certificate", async () => {
			const { client, stranger } = await certificates();
			const error = refusal({
				GITLAB_CLIENT_CERT_FILE: file("client.pem", client.cert),
				GITLAB_CLIENT_KEY_FILE: file("stranger.key", stranger.key),
			});
			expect(error.message).to.match(/do not belong together: the key is not the certificate's/);
		});

		it("refuses a file with other contents before anything is sent", async () => {
			const { client } = await certificates();
			const sealed = createPrivateKey(client.key).export({
				type: "pkcs8",
				format: "pem",
				cipher: "aes-256-cbc",
				passphrase: "secret",
			});
			for (const [name, content] of [
				["CA_FILE", "no certificate"],
				["CA_FILE", client.key],
				["CA_FILE", ""],
				["CLIENT_CERT_FILE", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
				["CLIENT_KEY_FILE", client.cert],
				["CLIENT_KEY_FILE", `${sealed}`],
			] as const) {
				const error = refusal({ [`GITLAB_${name}`]: file("other.pem", content) });
				expect(error.message).to.match(
					new RegExp(
						`GITLAB_${name} is not a file with a PEM (certificate|private key that needs no passphrase)`,
					),
				);
				if (content !== "") expectNoSecret(error, content);
			}
		});
	});

	it("reads any values as settings or as one error of the family", () => {
		const names = NAMES.map((name) => settingNames("gitlab", name).env);
		const values = fc.dictionary(
			fc.constantFrom(...names),
			fc.oneof(fc.string(), fc.string({ unit: "binary" })),
		);
		fc.assert(
			fc.property(values, (env) => {
				try {
					expect(read(env)).to.have.all.keys("connection", ...NAMES);
				} catch (error) {
					expect(error).to.have.property("code", "SETTINGS_INVALID");
				}
			}),
		);
	});
});

describe("DEFAULT_CONNECTION", () => {
	it("is gitlab", () => {
		expect(DEFAULT_CONNECTION).to.equal("gitlab");
	});
});

describe("normalizeBaseUrl", () => {
	const same: [string, string][] = [
		["https://gitlab.example.com", "https://gitlab.example.com"],
		["https://gitlab.example.com/", "https://gitlab.example.com"],
		["https://gitlab.example.com///", "https://gitlab.example.com"],
		[`https://gitlab.example.com${"/".repeat(500)}`, "https://gitlab.example.com"],
		["https://gitlab.example.com/api/v4", "https://gitlab.example.com"],
		["https://gitlab.example.com/api/v4/", "https://gitlab.example.com"],
		["https://gitlab.example.com//api/v4", "https://gitlab.example.com"],
		["https://example.com/gitlab", "https://example.com/gitlab"],
		["https://example.com/gitlab/", "https://example.com/gitlab"],
		["https://example.com/gitlab/api/v4/", "https://example.com/gitlab"],
		["https://example.com/gitlab//api/v4//", "https://example.com/gitlab"],
		["https://example.com/my/api/v4s", "https://example.com/my/api/v4s"],
		["HTTPS://GitLab.Example.com:443/", "https://gitlab.example.com"],
		["https://gitlab.example.com:8443/", "https://gitlab.example.com:8443"],
		["http://localhost:8929", "http://localhost:8929"],
		["http://[::1]:8929/api/v4", "http://[::1]:8929"],
		["https://git.exämple.com", "https://git.xn--exmple-cua.com"],
		["  https://gitlab.example.com\n", "https://gitlab.example.com"],
	];
	for (const [text, baseUrl] of same)
		it(`reads ${JSON.stringify(text.slice(0, 60))}`, () => {
			expect(normalizeBaseUrl(text)).to.deep.equal({ baseUrl });
		});

	const refused: [string, RegExp][] = [
		["", /not a URL/],
		["gitlab.example.com", /not a URL.*`https:\/\/gitlab\.example\.com`/],
		["//gitlab.example.com", /not a URL/],
		["https://", /not a URL/],
		["https://gitlab .com", /not a URL/],
		["localhost:8929", /does not begin/],
		["ssh://git@gitlab.example.com", /does not begin/],
		["file:///etc/passwd", /does not begin/],
		["javascript:alert(1)", /does not begin/],
		["https://user@gitlab.example.com", /username or password/],
		["https://:secret@gitlab.example.com", /username or password/],
		["https://gitlab.example.com?private_token=x", /query or fragment/],
		["https://gitlab.example.com/#x", /query or fragment/],
	];
	for (const [text, reason] of refused)
		it(`refuses ${JSON.stringify(text)}`, () => {
			expect(normalizeBaseUrl(text)).to.have.property("reason").that.matches(reason);
		});

	it("is idempotent, and returns an address to which request paths can be appended", () => {
		const segments = fc.array(fc.constantFrom("", "gitlab", "api", "v4x", "a b", ".", "..", "%2F"));
		const addresses = fc
			.tuple(
				fc.constantFrom("https", "http"),
				fc.domain(),
				segments,
				fc.constantFrom("", "/api/v4", "/api/v4//"),
			)
			.map(([scheme, host, path, end]) => `${scheme}://${host}/${path.join("/")}${end}`);
		fc.assert(
			fc.property(fc.oneof(addresses, fc.webUrl(), fc.string()), (text) => {
				const once = normalizeBaseUrl(text);
				if ("reason" in once) {
					expect(once.reason).to.match(/^\S.*\S$/);
					return;
				}
				expect(normalizeBaseUrl(once.baseUrl)).to.deep.equal(once);
				const behind = new URL(`${once.baseUrl}/api/v4/version`);
				expect(behind.href).to.equal(`${once.baseUrl}/api/v4/version`);
			}),
		);
	});
});
