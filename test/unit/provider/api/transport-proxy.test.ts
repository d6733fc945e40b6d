import { expect } from "chai";
import type { GitLabClient } from "../../../../provider/api/client";
import { createDeployToken, getDeployToken } from "../../../../provider/api/deploy-tokens";
import type { Owner } from "../../../../provider/api/owner";
import { type Certificates, certificates } from "./certificates";
import { expectNoSecret, failure } from "./errors-seen";
import { CREDENTIAL } from "./fakes";
import { network } from "./network";
import { type HttpServer, json } from "./servers";

const PROJECT: Owner = { kind: "project", ref: 5 };
const WIRE = { id: 12, name: "ci", username: "u", expires_at: null, scopes: ["read_registry"] };
const PROXY_USER = "proxy-user";
const PROXY_PASSWORD = "pass/word+1";

const read = (client: GitLabClient) => getDeployToken(client, PROJECT, 12);
const create = (client: GitLabClient) =>
	createDeployToken(client, PROJECT, { name: "ci", scopes: ["read_registry"] });

describe("createTransport through a proxy", () => {
	const { servers, restTo, setEnv } = network();
	let made: Certificates;
	before(async () => {
		made = await certificates();
	});

	const gitlab = () =>
		servers.https(made.server, (_, response) => json(response, 201, { ...WIRE, token: "s" }));
	const trusting = (server: { url: string }) => restTo(server.url, { caFile: made.authority.cert });
	const tunnels = (proxy: HttpServer) => proxy.seen.map(({ method, url }) => `${method} ${url}`);

	for (const name of ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
		it(`goes through the tunnel of ${name}, which does not see the credential`, async () => {
			const [server, proxy] = [await gitlab(), await servers.proxy()];
			setEnv(name, proxy.url);
			expect(await read(trusting(server))).to.include({ id: 12 });
			expect(tunnels(proxy)).to.deep.equal([`CONNECT 127.0.0.1:${server.port}`]);
			expect(JSON.stringify(proxy.seen)).to.not.include(CREDENTIAL);
			expect(server.seen).to.have.length(1);
			expect(server.seen[0]?.headers).to.include({ "private-token": CREDENTIAL });
		});

	it("goes through the tunnel of HTTP_PROXY for a GitLab without TLS", async () => {
		const server = await servers.http((_, response) => json(response, 200, WIRE));
		const proxy = await servers.proxy();
		setEnv("HTTP_PROXY", proxy.url);
		expect(await read(restTo(server.url))).to.include({ id: 12 });
		expect(tunnels(proxy)).to.deep.equal([`CONNECT 127.0.0.1:${server.port}`]);
	});

	it("does not use HTTP_PROXY for an https address", async () => {
		const [server, proxy] = [await gitlab(), await servers.proxy()];
		setEnv("HTTP_PROXY", proxy.url);
		await read(trusting(server));
		expect(proxy.seen).to.deep.equal([]);
	});

	for (const pattern of ["127.0.0.1", "*", "example.com,127.0.0.1", "127.0.0.1:PORT"])
		it(`bypasses the proxy for NO_PROXY ${pattern}`, async () => {
			const [server, proxy] = [await gitlab(), await servers.proxy()];
			setEnv("HTTPS_PROXY", proxy.url);
			setEnv("NO_PROXY", pattern.replace("PORT", `${server.port}`));
			expect(await read(trusting(server))).to.include({ id: 12 });
			expect(proxy.seen).to.deep.equal([]);
		});

	it("uses the proxy where NO_PROXY names other hosts", async () => {
		const [server, proxy] = [await gitlab(), await servers.proxy()];
		setEnv("HTTPS_PROXY", proxy.url);
		setEnv("NO_PROXY", "example.com,127.0.0.1:1");
		await read(trusting(server));
		expect(proxy.seen).to.have.length(1);
	});

	it("sends the proxy its own credentials only, and GitLab its own only", async () => {
		const [server, proxy] = [await gitlab(), await servers.proxy()];
		setEnv("HTTPS_PROXY", proxy.url.replace("//", `//${PROXY_USER}:${encodeURIComponent(PROXY_PASSWORD)}@`));
		await read(trusting(server));
		const basic = Buffer.from(`${PROXY_USER}:${PROXY_PASSWORD}`).toString("base64");
		expect(proxy.seen[0]?.headers["proxy-authorization"]).to.equal(`Basic ${basic}`);
		expect(server.seen[0]?.headers).to.not.have.property("proxy-authorization");
	});

	it("uses a proxy that itself requires TLS", async () => {
		const [server, proxy] = [await gitlab(), await servers.proxy({ tls: made.server })];
		setEnv("HTTPS_PROXY", proxy.url.replace("127.0.0.1", "localhost"));
		expect(await read(trusting(server))).to.include({ id: 12 });
		expect(proxy.seen).to.have.length(1);
	});

	for (const refuse of ["407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"])
		for (const [method, operation] of Object.entries({ GET: read, POST: create }))
			it(`${method}: reports a proxy that responds with ${refuse}, and that GitLab received nothing`, async () => {
				const [server, proxy] = [await gitlab(), await servers.proxy({ refuse })];
				setEnv(
					"HTTPS_PROXY",
					proxy.url.replace("//", `//${PROXY_USER}:${encodeURIComponent(PROXY_PASSWORD)}@`),
				);
				const error = await failure(operation(trusting(server)), "GITLAB_UNREACHABLE");
				expect(error).to.include({ mayHaveExecuted: false });
				expect(error.message).to.include(refuse.slice(0, 3));
				expect(error.hint).to.include("HTTPS_PROXY");
				expect(proxy.seen, "attempts").to.have.length(3);
				expect(server.seen).to.deep.equal([]);
				expectNoSecret(error, CREDENTIAL, PROXY_PASSWORD);
			});

	it("reports a proxy that cannot be reached", async () => {
		const server = await gitlab();
		setEnv("HTTPS_PROXY", `http://127.0.0.1:${await servers.deadPort()}`);
		const error = await failure(create(trusting(server)), "GITLAB_UNREACHABLE");
		expect(error).to.include({ mayHaveExecuted: false, permanent: false });
		expect(error.hint).to.include("HTTPS_PROXY");
	});

	it("reports a proxy that never responds", async () => {
		const [server, proxy] = [await gitlab(), await servers.proxy({ mute: true })];
		setEnv("HTTPS_PROXY", proxy.url);
		const error = await failure(
			create(restTo(server.url, { requestTimeout: 100, retries: 0 })),
			"GITLAB_UNREACHABLE",
		);
		expect(error).to.include({ mayHaveExecuted: false, permanent: false });
		expect(server.seen).to.deep.equal([]);
	});

	it("reports a server that is not a proxy", async () => {
		const server = await gitlab();
		const other = await servers.tcp((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"));
		setEnv("HTTPS_PROXY", `http://127.0.0.1:${other.port}`);
		const error = await failure(create(trusting(server)), "GITLAB_UNREACHABLE");
		expect(error).to.include({ mayHaveExecuted: false });
		expect(server.seen).to.deep.equal([]);
	});

	it("reports a GitLab that cannot be reached through the proxy", async () => {
		const proxy = await servers.proxy();
		setEnv("HTTPS_PROXY", proxy.url);
		const dead = { url: `https://127.0.0.1:${await servers.deadPort()}` };
		const error = await failure(create(trusting(dead)), "GITLAB_UNREACHABLE");
		expect(error).to.include({ mayHaveExecuted: false });
		expect(proxy.seen).to.have.length(3);
	});

	it("trusts no certificate behind it that it would not trust without a proxy", async () => {
		const [server, proxy] = [await gitlab(), await servers.proxy()];
		setEnv("HTTPS_PROXY", proxy.url);
		const error = await failure(
			create(restTo(server.url, { caFile: made.stranger.cert })),
			"GITLAB_UNREACHABLE",
		);
		expect(error).to.include({ mayHaveExecuted: false, permanent: true });
		expect(error.hint).to.include("gitlab:caFile");
		expect(server.seen).to.deep.equal([]);
		expect(proxy.seen).to.have.length(1);
	});

	it("presents a client certificate to GitLab behind it", async () => {
		const server = await servers.https(
			{ ...made.server, ca: made.authority.cert, requestCert: true, rejectUnauthorized: true },
			(_, response) => json(response, 200, WIRE),
		);
		const proxy = await servers.proxy();
		setEnv("HTTPS_PROXY", proxy.url);
		const client = restTo(server.url, {
			caFile: made.authority.cert,
			clientCertFile: made.client.cert,
			clientKeyFile: made.client.key,
		});
		expect(await read(client)).to.include({ id: 12 });
	});

	it("reports that a token may have been created where the tunnel breaks after the request", async () => {
		const server = await servers.https(made.server, (_, response) => void response.destroy());
		const proxy = await servers.proxy();
		setEnv("HTTPS_PROXY", proxy.url);
		await failure(create(trusting(server)), "CREATE_UNCERTAIN");
		expect(server.seen).to.have.length(1);
	});

	it("aborts an endless response there too", async () => {
		const piece = Buffer.alloc(4 * 1024 * 1024, " ");
		const server = await servers.http((_, response) => {
			response.writeHead(200);
			const more = () => void (response.destroyed || response.write(piece, more));
			more();
		});
		const proxy = await servers.proxy();
		setEnv("HTTP_PROXY", proxy.url);
		await failure(read(restTo(server.url)), "GITLAB_RESPONSE_UNREADABLE");
	});
});
