import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Connections, userAgent } from "../../../../provider/api/connection";
import { expectNoSecret, thrown } from "./errors-seen";
import { CREDENTIAL, FakeClock } from "./fakes";
import { network } from "./network";
import { json } from "./servers";

const opening = (config: Record<string, string>) => {
	const asked: string[] = [];
	const connections = new Connections(
		{
			env: () => undefined,
			config: (key) => {
				asked.push(key);
				return config[key];
			},
		},
		new FakeClock(),
	);
	return { connections, asked };
};

describe("userAgent", () => {
	it("names the package and its version", () => {
		const file = join(__dirname, "../../../../provider/package.json");
		const { name, version } = JSON.parse(readFileSync(file, "utf8")) as { name: string; version: string };
		expect(userAgent()).to.equal(`${name}/${version}`);
	});
});

describe("Connections", () => {
	const { servers, setEnv } = network();

	it("finds a used connection to a given GitLab, and only one with a credential", () => {
		const host = "https://gitlab.example.com";
		const { connections } = opening({
			"bare:baseUrl": host,
			"other:baseUrl": "https://other.example.com",
			"other:token": CREDENTIAL,
			"full:baseUrl": host,
			"full:token": CREDENTIAL,
		});
		for (const name of ["bare", "other"]) connections.settings(name);
		expect(connections.settingsFor(host)).to.equal(undefined);
		connections.settings("full");
		expect(connections.settingsFor(host)).to.include({ connection: "full" });
	});

	it("opens each connection and reads its settings once", async () => {
		const { connections, asked } = opening({
			"gitlab:token": CREDENTIAL,
			"other:token": "another-one",
			"other:baseUrl": "https://other.example.com",
		});
		const client = connections.open();
		expect(connections.open("gitlab")).to.equal(client);
		expect(connections.settings()).to.equal(client.settings);
		const other = connections.open("other");
		expect(other).to.not.equal(client);
		expect(other.settings).to.include({ connection: "other", token: "another-one" });
		expect(asked.filter((key) => key === "gitlab:token")).to.have.length(1);
		await Promise.all([client.close(), other.close()]);
	});

	it("sends with the credential and the name of the package", async () => {
		const server = await servers.http((_, response) => json(response, 200, {}));
		const { connections } = opening({ "gitlab:token": CREDENTIAL, "gitlab:baseUrl": server.url });
		const client = connections.open();
		await client.send({ method: "GET", path: "/version" });
		expect(server.seen[0]?.headers).to.include({ "private-token": CREDENTIAL, "user-agent": userAgent() });
		await client.close();
	});

	describe("warns once of a credential that is sent in plaintext", () => {
		const warningsFor = (baseUrl: string) => {
			const messages: string[] = [];
			const config: Record<string, string> = { "acme:token": CREDENTIAL, "acme:baseUrl": baseUrl };
			const sources = { env: () => undefined, config: (key: string) => config[key] };
			const connections = new Connections(sources, new FakeClock(), (message) => messages.push(message));
			connections.open("acme");
			connections.open("acme");
			return messages;
		};

		for (const url of [
			"http://gitlab.example.com",
			"http://10.0.0.5:8080/root",
			"http://localhost.example.com",
		])
			it(`to ${url}`, () => {
				const [message = "", ...others] = warningsFor(url);
				expect(others).to.deep.equal([]);
				expect(message).to.match(
					/^warning: connection "acme" .*unencrypted.*ACME_BASE_URL or `acme:baseUrl`/,
				);
				expect(message).to.include(url).and.not.include(CREDENTIAL);
			});

		for (const url of [
			"https://gitlab.example.com",
			"http://localhost:8080",
			"http://gdk.localhost",
			"http://127.0.0.1:3000",
			"http://[::1]:3000",
		])
			it(`not to ${url}`, () => {
				expect(warningsFor(url)).to.deep.equal([]);
			});
	});

	it("returns settings where there is no credential, and fails only where one is needed", () => {
		const { connections } = opening({ "gitlab:baseUrl": "https://gitlab.example.com" });
		expect(connections.settings().baseUrl).to.equal("https://gitlab.example.com");
		const error = thrown(() => connections.open(), "GITLAB_CREDENTIAL_MISSING");
		expect(error.message).to.include("https://gitlab.example.com").and.include('connection "gitlab"');
	});

	it("reads settings again after they were invalid", () => {
		const config: Record<string, string> = { "gitlab:retries": "many" };
		const { connections } = opening(config);
		thrown(() => connections.settings(), "SETTINGS_INVALID");
		config["gitlab:retries"] = "2";
		expect(connections.settings().retries).to.equal(2);
	});

	for (const proxy of ["http://user:proxy-password@[bad", "http://user:proxy-password@host:99999", "ftp://["])
		it(`reports that the proxy address ${proxy} cannot be used`, () => {
			setEnv("HTTPS_PROXY", proxy);
			const { connections } = opening({ "gitlab:token": CREDENTIAL });
			const error = thrown(() => connections.open(), "SETTINGS_INVALID");
			expect(error.hint).to.include("HTTPS_PROXY");
			expectNoSecret(error, CREDENTIAL, "proxy-password");
		});
});
