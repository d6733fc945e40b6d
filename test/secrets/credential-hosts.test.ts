import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer as createHttpServer, type IncomingHttpHeaders } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { generate } from "selfsigned";
import { Connections } from "../../provider/api/connection";
import { createDeployToken, listDeployTokens } from "../../provider/api/deploy-tokens";
import { collect, itemsOf } from "../../provider/api/pagination";

const CREDENTIAL = "glpat-of/a+maintainer=";
const OWNER = { kind: "project", ref: 5 } as const;

/** A GitLab with TLS and configurable responses, and the same host and another one without TLS, which listen. */
describe("the credential", () => {
	const plain: IncomingHttpHeaders[] = [];
	const secure: IncomingHttpHeaders[] = [];
	let reply: (target: string) => { status: number; headers: Record<string, string>; body: string };
	let folder = "";
	let close = () => {};
	let plainUrl = "";
	let connections: Connections;

	before(async () => {
		const pems = await generate([{ name: "commonName", value: "127.0.0.1" }], {
			extensions: [
				{ name: "basicConstraints", cA: true },
				{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] },
			],
		});
		folder = await mkdtemp(join(tmpdir(), "deploy-token-secrets-"));
		await writeFile(join(folder, "ca.pem"), pems.cert);
		const gitlab = createServer({ key: pems.private, cert: pems.cert }, (request, response) => {
			secure.push(request.headers);
			const { status, headers, body } = reply(request.url ?? "");
			response.writeHead(status, headers).end(body);
		});
		const listener = createHttpServer((request, response) => {
			plain.push(request.headers);
			response.end("[]");
		});
		for (const server of [gitlab, listener])
			await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
		plainUrl = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
		close = () => {
			for (const server of [gitlab, listener]) {
				server.closeAllConnections();
				server.close();
			}
		};
		const env: Record<string, string> = {
			GITLAB_BASE_URL: `https://127.0.0.1:${(gitlab.address() as AddressInfo).port}`,
			GITLAB_TOKEN: CREDENTIAL,
			GITLAB_CA_FILE: join(folder, "ca.pem"),
			GITLAB_RETRIES: "0",
		};
		connections = new Connections({ env: (name) => env[name], config: () => undefined });
	});

	beforeEach(() => {
		plain.length = 0;
		secure.length = 0;
	});

	after(async () => {
		close();
		await rm(folder, { recursive: true });
	});

	for (const status of [301, 302, 303, 307, 308])
		for (const [method, send] of [
			["GET", () => collect(itemsOf(listDeployTokens(connections.open(), OWNER)))],
			["POST", () => createDeployToken(connections.open(), OWNER, { name: "ci", scopes: ["read_registry"] })],
		] as const)
			it(`is not sent after a ${status} from https to http, with a ${method}`, async () => {
				reply = (target) => ({ status, headers: { location: `${plainUrl}${target}` }, body: "" });
				const error = await send().then(
					() => expect.fail("it succeeded"),
					(failure: { code: string }) => failure,
				);
				expect(error.code).to.equal("GITLAB_REDIRECTED");
				expect(secure).to.have.length(1);
				expect(secure[0]?.["private-token"]).to.equal(CREDENTIAL);
				expect(plain).to.deep.equal([]);
			});

	it("is not sent to the host and scheme of a Link, whose page is read", async () => {
		reply = (target) => {
			const first = /[?&]page=1(&|$)/.test(target);
			const link = `<${plainUrl}/api/v4/projects/5/deploy_tokens?page=2&per_page=100>; rel="next"`;
			return { status: 200, headers: first ? { link } : { "x-next-page": "" }, body: "[]" };
		};
		expect(await collect(itemsOf(listDeployTokens(connections.open(), OWNER)))).to.deep.equal([]);
		expect(secure).to.have.length(2);
		expect(plain).to.deep.equal([]);
	});

	it("is not sent where a header of an earlier response points: Alt-Svc, Refresh, cookies", async () => {
		const headers = {
			"alt-svc": `h2="127.0.0.1:${new URL(plainUrl).port}"`,
			refresh: `0; url=${plainUrl}`,
			"set-cookie": "session=1",
		};
		reply = () => ({ status: 200, headers, body: "[]" });
		for (let i = 0; i < 2; i += 1) await collect(itemsOf(listDeployTokens(connections.open(), OWNER)));
		expect(plain).to.deep.equal([]);
		expect(secure.map(({ cookie }) => cookie)).to.deep.equal([undefined, undefined]);
	});
});
