import type { TlsOptions } from "node:tls";
import { expect } from "chai";
import type { GitLabClient } from "../../../../provider/api/client";
import { createDeployToken, getDeployToken } from "../../../../provider/api/deploy-tokens";
import type { Owner } from "../../../../provider/api/owner";
import { type Certificates, certificates } from "./certificates";
import { expectNoSecret, failure } from "./errors-seen";
import { CREDENTIAL } from "./fakes";
import { network } from "./network";
import { json } from "./servers";

const PROJECT: Owner = { kind: "project", ref: 5 };
const WIRE = { id: 12, name: "ci", username: "u", expires_at: null, scopes: ["read_registry"] };

const read = (client: GitLabClient) => getDeployToken(client, PROJECT, 12);
const create = (client: GitLabClient) =>
	createDeployToken(client, PROJECT, { name: "ci", scopes: ["read_registry"] });

describe("createTransport over TLS", () => {
	const { servers, restTo } = network();
	let made: Certificates;
	before(async () => {
		made = await certificates();
	});

	/** A GitLab with TLS, and a count of the connections that were tried. */
	const gitlab = async (tls: TlsOptions) => {
		let tried = 0;
		const server = await servers.https(tls, (_, response) => json(response, 201, { ...WIRE, token: "s" }));
		const relay = await servers.tcp((socket) => {
			tried += 1;
			servers.pipe(socket, server.port);
		});
		return { ...server, url: `https://127.0.0.1:${relay.port}`, tried: () => tried };
	};

	it("trusts the authority of caFile", async () => {
		const server = await gitlab(made.server);
		const client = restTo(server.url, { caFile: made.authority.cert });
		expect(await read(client)).to.include({ id: 12 });
		expect(server.seen[0]?.headers).to.include({ "private-token": CREDENTIAL });
	});

	it("trusts any certificate of several in caFile", async () => {
		const server = await gitlab(made.server);
		const bundle = `# both\n${made.stranger.cert}\n${made.authority.cert}`;
		expect(await read(restTo(server.url, { caFile: bundle }))).to.include({ id: 12 });
	});

	it("trusts any certificate where `insecure` is set", async () => {
		for (const pair of [made.server, made.expired, made.elsewhere]) {
			const server = await gitlab(pair);
			expect(await read(restTo(server.url, { insecure: true }))).to.include({ id: 12 });
		}
	});

	const distrusted: [string, keyof Certificates, keyof Certificates | undefined, RegExp][] = [
		[
			"of an authority that nobody knows",
			"server",
			undefined,
			/UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER/,
		],
		[
			"of another authority than caFile's",
			"server",
			"stranger",
			/UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER/,
		],
		["that signed itself", "selfSigned", undefined, /SELF_SIGNED/],
		["that is not made for servers", "authority", "authority", /INVALID_PURPOSE|CERT/],
		["that has expired", "expired", "authority", /CERT_HAS_EXPIRED/],
		["of another host", "elsewhere", "authority", /ERR_TLS_CERT_ALTNAME_INVALID/],
	];
	for (const [name, certificate, authority, cause] of distrusted)
		for (const [method, operation] of Object.entries({ GET: read, POST: create }))
			it(`${method}: sends nothing to a server with a certificate ${name}, and does not retry`, async () => {
				const server = await gitlab(made[certificate]);
				const caFile = authority === undefined ? undefined : made[authority].cert;
				const error = await failure(operation(restTo(server.url, { caFile })), "GITLAB_UNREACHABLE");
				expect(error).to.include({ name: "GitLabNetworkError", mayHaveExecuted: false, permanent: true });
				expect(error.message).to.match(cause);
				expect(error.hint).to.match(/not trusted.*gitlab:baseUrl.*gitlab:caFile/);
				expect(server.seen).to.deep.equal([]);
				expect(server.tried()).to.equal(1);
				expectNoSecret(error, CREDENTIAL);
			});

	describe("where the server requests a client certificate", () => {
		const asking = (over: TlsOptions = {}) =>
			gitlab({
				...made.server,
				ca: made.authority.cert,
				requestCert: true,
				rejectUnauthorized: true,
				...over,
			});

		it("presents it", async () => {
			const server = await asking();
			const client = restTo(server.url, {
				caFile: made.authority.cert,
				clientCertFile: made.client.cert,
				clientKeyFile: made.client.key,
			});
			expect(await read(client)).to.include({ id: 12 });
		});

		it("fails without one, and does not count that as a lost response", async () => {
			const server = await asking({ maxVersion: "TLSv1.2" });
			const error = await failure(
				create(restTo(server.url, { caFile: made.authority.cert })),
				"GITLAB_UNREACHABLE",
			);
			expect(error).to.include({ mayHaveExecuted: false, permanent: true });
			expect(error.hint).to.match(/client certificate.*gitlab:clientCertFile/);
			expect(server.seen).to.deep.equal([]);
			expect(server.tried()).to.equal(1);
		});

		it("fails without one where the refusal comes in place of a response, as with TLS 1.3", async () => {
			const server = await asking({ minVersion: "TLSv1.3" });
			await failure(read(restTo(server.url, { caFile: made.authority.cert })), "GITLAB_UNREACHABLE");
			expect(server.seen).to.deep.equal([]);
		});
	});

	it("reports that the scheme may be wrong where the server does not use TLS", async () => {
		const server = await servers.http((_, response) => json(response, 200, WIRE));
		const error = await failure(create(restTo(`https://127.0.0.1:${server.port}`)), "GITLAB_UNREACHABLE");
		expect(error).to.include({ mayHaveExecuted: false, permanent: true });
		expect(error.hint).to.match(/scheme and the port of `gitlab:baseUrl`/);
		expect(server.seen).to.deep.equal([]);
	});

	it("reports a handshake that never ends, and that GitLab received nothing", async () => {
		const mute = await servers.tcp(() => {});
		const client = restTo(`https://127.0.0.1:${mute.port}`, { requestTimeout: 100, retries: 0 });
		const error = await failure(create(client), "GITLAB_UNREACHABLE");
		expect(error).to.include({ mayHaveExecuted: false, permanent: false });
		expect(error.message).to.include("UND_ERR_CONNECT_TIMEOUT");
	});

	it("retries where the connection is cut during the handshake, a POST too", async () => {
		let tried = 0;
		const server = await servers.https(made.server, (_, response) =>
			json(response, 201, { ...WIRE, token: "s" }),
		);
		const relay = await servers.tcp((socket) => {
			tried += 1;
			if (tried < 3) socket.once("data", () => socket.destroy());
			else servers.pipe(socket, server.port);
		});
		const client = restTo(`https://127.0.0.1:${relay.port}`, { caFile: made.authority.cert });
		expect(await create(client)).to.include({ id: 12 });
		expect(tried).to.equal(3);
		expect(server.seen).to.have.length(1);
	});

	it("reports that a token may have been created where the response to the POST arrives damaged", async () => {
		let damage = false;
		const server = await servers.https(made.server, (_, response) => {
			damage = true;
			json(response, 201, { ...WIRE, token: "s" });
		});
		const relay = await servers.tcp((socket) => {
			servers.pipe(socket, server.port, (chunk) => (damage ? Buffer.alloc(chunk.length, 0x55) : chunk));
		});
		const client = restTo(`https://127.0.0.1:${relay.port}`, { caFile: made.authority.cert });
		const error = await failure(create(client), "CREATE_UNCERTAIN");
		expect(error.message).to.match(/UND_ERR_SOCKET|ERR_SSL/);
		expect(server.seen).to.have.length(1);
	});
});
