import dns from "node:dns";
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { expect } from "chai";
import type { GitLabClient } from "../../../../provider/api/client";
import { createDeployToken, deleteDeployToken, getDeployToken } from "../../../../provider/api/deploy-tokens";
import type { ErrorCode } from "../../../../provider/api/error-codes";
import type { GitLabNetworkError } from "../../../../provider/api/errors";
import type { Owner } from "../../../../provider/api/owner";
import type { Settings } from "../../../../provider/api/settings";
import { type ApiRequest, createTransport } from "../../../../provider/api/transport";
import { expectNoSecret, failure } from "./errors-seen";
import { CREDENTIAL, settingsOf } from "./fakes";
import { network } from "./network";
import { type HttpServer, json, type Seen } from "./servers";

const PROJECT: Owner = { kind: "project", ref: 5 };
const GET: ApiRequest = { method: "GET", path: "/version" };
const WIRE = {
	id: 12,
	name: "ci",
	username: "gitlab+deploy-token-12",
	expires_at: null,
	scopes: ["read_registry"],
	revoked: false,
	expired: false,
};

/** The three methods as they are used. */
const OPERATIONS = {
	GET: (client: GitLabClient) => getDeployToken(client, PROJECT, 12),
	DELETE: (client: GitLabClient) => deleteDeployToken(client, PROJECT, 12),
	POST: (client: GitLabClient) =>
		createDeployToken(client, PROJECT, { name: "ci", scopes: ["read_registry"] }),
} as const;

type Method = keyof typeof OPERATIONS;

async function eventually(holds: () => boolean): Promise<void> {
	for (let tries = 0; tries < 100 && !holds(); tries += 1) await new Promise((next) => setTimeout(next, 5));
}

describe("createTransport", () => {
	const { servers, restTo, transportTo } = network();

	describe("sends", () => {
		it("a GET with credential, user agent and query, and nothing else", async () => {
			const server = await servers.http((_, response) => json(response, 200, { version: "19.1.0" }));
			const received = await transportTo(server.url).send(
				{ method: "GET", path: "/groups/a%2Fb/projects", query: { search: "a&b=c +", none: undefined } },
				5_000,
			);
			expect(received.status).to.equal(200);
			expect(received.text).to.equal('{"version":"19.1.0"}');
			expect(received.headers.get("content-type")).to.equal("application/json");
			const [seen] = server.seen as [Seen];
			expect(seen.method).to.equal("GET");
			expect(seen.url).to.equal("/api/v4/groups/a%2Fb/projects?search=a%26b%3Dc+%2B");
			expect(seen.body).to.equal("");
			expect(seen.headers).to.deep.equal({
				"private-token": CREDENTIAL,
				accept: "application/json",
				"user-agent": "tests/1.0",
				connection: "keep-alive",
				host: `127.0.0.1:${server.port}`,
			});
		});

		it("a POST as JSON", async () => {
			const server = await servers.http((_, response) => json(response, 201, {}));
			const body = { name: 'ä \u2028 "quoted"', scopes: ["read_registry"] };
			await transportTo(server.url).send({ method: "POST", path: "/projects/5/deploy_tokens", body }, 5_000);
			const [seen] = server.seen as [Seen];
			expect(seen.method).to.equal("POST");
			expect(seen.headers["content-type"]).to.equal("application/json");
			expect(JSON.parse(seen.body)).to.deep.equal(body);
		});

		it("an OAuth credential as a bearer token only", async () => {
			const server = await servers.http((_, response) => json(response, 200, {}));
			await transportTo(server.url, { tokenType: "bearer" }).send(GET, 5_000);
			expect(server.seen[0]?.headers).to.include({ authorization: `Bearer ${CREDENTIAL}` });
			expect(server.seen[0]?.headers).to.not.have.property("private-token");
		});

		it("below a relative root", async () => {
			const server = await servers.http((_, response) => json(response, 200, {}));
			await transportTo(`${server.url}/my/gitlab`).send(GET, 5_000);
			expect(server.seen[0]?.url).to.equal("/my/gitlab/api/v4/version");
		});

		it("one request after the other over connections that stay open", async () => {
			const sockets = new Set<Socket>();
			const server = await servers.http((_, response, request) => {
				sockets.add(request.socket);
				json(response, 200, {});
			});
			const transport = transportTo(server.url);
			for (let count = 0; count < 20; count += 1) await transport.send(GET, 5_000);
			// undici opens a second one where the first is not quite done with the response before.
			expect(sockets.size).to.be.at.most(2);
		});

		it("no more at once than are allowed", async () => {
			const open: ServerResponse[] = [];
			let most = 0;
			const server = await servers.http((_, response) => {
				open.push(response);
				most = Math.max(most, open.length);
				setTimeout(() => json(open.shift() as ServerResponse, 200, {}), 5);
			});
			const client = restTo(server.url, { concurrency: 3 });
			await Promise.all(Array.from({ length: 30 }, () => client.send(GET)));
			expect(server.seen).to.have.length(30);
			expect(most).to.equal(3);
		});

		it("nothing at all without a credential, and reports where to set one", async () => {
			const server = await servers.http((_, response) => json(response, 200, {}));
			const error = await failure(
				(async () => transportTo(server.url, { token: undefined }))(),
				"GITLAB_CREDENTIAL_MISSING",
			);
			expect(error.message).to.include(server.url);
			expect(error.hint).to.include("GITLAB_TOKEN").and.include("pulumi config set --secret gitlab:token");
			expect(server.seen).to.deep.equal([]);
		});
	});

	describe("reads", () => {
		it("a body that arrives in pieces, cut within a character", async () => {
			const bytes = Buffer.from('{"name":"größe €"}');
			const server = await servers.http((_, response) => {
				response.writeHead(200);
				let index = 0;
				const next = () => {
					if (index === bytes.length) response.end();
					else response.write(bytes.subarray(index, ++index), next);
				};
				next();
			});
			expect((await transportTo(server.url).send(GET, 5_000)).text).to.equal('{"name":"größe €"}');
		});

		it("a repeated header as a list", async () => {
			const server = await servers.http((_, response) => {
				response.writeHead(200, { "X-Request-Id": "a", Link: ["<a>; rel=prev", "<b>; rel=next"] }).end();
			});
			const { headers } = await transportTo(server.url).send(GET, 5_000);
			expect(headers.get("link")).to.equal("<a>; rel=prev, <b>; rel=next");
			expect(headers.get("x-request-id")).to.equal("a");
		});

		it("a response without a body", async () => {
			const server = await servers.http((_, response) => void response.writeHead(204).end());
			expect(await transportTo(server.url).send(GET, 5_000)).to.include({ status: 204, text: "" });
		});
	});

	interface Fault {
		/** What the server does with each request; without it, the connection is cut before any is read. */
		readonly serve?: (response: ServerResponse) => void;
		readonly over?: Partial<Settings>;
		/** Code of a GET's and a DELETE's failure. */
		readonly code: ErrorCode;
		readonly message: RegExp;
		readonly hint: RegExp;
		/** Whether the whole response came, so that the fault is no network fault. */
		readonly hasResponse?: true;
		/** How many requests the server receives. */
		readonly requests: { readonly [M in Method]: number };
		/** Where a DELETE ends differently from a GET. */
		readonly deleteCode?: ErrorCode;
		/** Where a POST was certainly not executed. */
		readonly postCode?: ErrorCode;
	}
	const THRICE = { GET: 3, DELETE: 3, POST: 1 };
	const ONCE = { GET: 1, DELETE: 1, POST: 1 };
	const broken = {
		code: "GITLAB_UNREACHABLE",
		message: /could not be reached/,
		hint: /connection broke.*health/,
		requests: THRICE,
	} as const;
	const late = {
		over: { requestTimeout: 200, retries: 0 },
		code: "GITLAB_TIMEOUT",
		message: /did not respond to .* within 200 ms/,
		hint: /health.*gitlab:requestTimeout/,
		requests: ONCE,
	} as const;
	const unreadable = {
		hasResponse: true,
		code: "GITLAB_RESPONSE_UNREADABLE",
		hint: /proxy/,
		requests: ONCE,
	} as const;
	const serverError = {
		hasResponse: true,
		code: "GITLAB_SERVER_ERROR",
		hint: /health/,
		requests: THRICE,
	} as const;

	const faults: Record<string, Fault> = {
		"the connection cut once the request was read": {
			...broken,
			serve: (response) => void response.destroy(),
		},
		"the connection cut before the request is read": { ...broken },
		"the connection cut within the headers": {
			...broken,
			serve: (response) => {
				response.socket?.end("HTTP/1.1 200 OK\r\ncontent-le");
			},
		},
		"the connection cut within the body": {
			...broken,
			serve: (response) => {
				response.writeHead(201, { "content-type": "application/json", "content-length": "500" });
				response.write('{"id":12,"token":"gldt-01234', () => response.destroy());
			},
		},
		"the connection cut within a chunked body": {
			...broken,
			serve: (response) => {
				response.writeHead(201, { "content-type": "application/json" });
				response.write('{"id":12,"token":"gldt-01234', () => response.destroy());
			},
		},
		"no HTTP": {
			...broken,
			serve: (response) => void response.socket?.end("SSH-2.0-OpenSSH_9.6\r\n"),
		},
		"no response at all": {
			...late,
			serve: () => {},
			over: { requestTimeout: 200 },
			requests: THRICE,
		},
		"a body that never ends": {
			...late,
			serve: (response) => {
				response.writeHead(201, { "content-type": "application/json" });
				response.write('{"id":12,');
			},
		},
		"a body that comes too slowly": {
			...late,
			serve: (response) => {
				response.writeHead(201, { "content-type": "application/json" });
				const drip = setInterval(() => response.write(" "), 10);
				response.on("close", () => clearInterval(drip));
			},
		},
		"half a JSON document": {
			...unreadable,
			serve: (response) =>
				void response.writeHead(200, { "content-type": "application/json" }).end('{"id":12,"token":"gl'),
			message: /responded with 200 .*application\/json/,
		},
		"an HTML page": {
			...unreadable,
			serve: (response) =>
				void response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in</html>"),
			message: /responded with 200 .*text\/html/,
		},
		"an empty 200": {
			...unreadable,
			serve: (response) => void response.writeHead(200).end(),
			message: /responded with 200 .*no content type/,
		},
		"something compressed": {
			...unreadable,
			serve: (response) =>
				void response
					.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" })
					.end(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0])),
			message: /responded with 200/,
		},
		"500 in HTML": {
			...serverError,
			serve: (response) => void response.writeHead(500, { "content-type": "text/html" }).end("<html></html>"),
			message: /responded with 500 .*an HTML page/,
		},
		"502 without a body": {
			...serverError,
			serve: (response) => void response.writeHead(502).end(),
			message: /responded with 502 .*an empty response/,
		},
		"429 that passes": {
			hasResponse: true,
			serve: (response) => void response.writeHead(429, { "retry-after": "99999" }).end("Retry later\n"),
			code: "GITLAB_RATE_LIMITED",
			message: /responded with 429 .*Retry later/,
			hint: /Wait/,
			requests: ONCE,
			postCode: "GITLAB_RATE_LIMITED",
		},
	};

	for (const [name, fault] of Object.entries(faults))
		for (const method of Object.keys(OPERATIONS) as Method[])
			it(`${method}: ${name}`, async () => {
				let requests = 0;
				const { serve } = fault;
				const cut = (socket: Socket) => {
					requests += 1;
					socket.destroy();
				};
				const respond = (_: Seen, response: ServerResponse) => {
					requests += 1;
					serve?.(response);
				};
				const { port } = await (serve === undefined ? servers.tcp(cut) : servers.http(respond));
				const client = restTo(`http://127.0.0.1:${port}`, fault.over);
				const expected = method === "POST" ? (fault.postCode ?? "CREATE_UNCERTAIN") : fault.code;
				const error = await failure(OPERATIONS[method](client), expected);
				expect(error.message).to.match(fault.message);
				if (expected !== "CREATE_UNCERTAIN") {
					expect(error.hint).to.match(fault.hint);
					if (!fault.hasResponse) {
						expect(error.name).to.equal("GitLabNetworkError");
						expect(error as GitLabNetworkError).to.include({ mayHaveExecuted: true, permanent: false });
					}
				}
				// A server on a busy machine may read a request only after its sender gave up.
				await eventually(() => requests >= fault.requests[method]);
				expect(requests).to.equal(fault.requests[method]);
				expectNoSecret(error, CREDENTIAL, "gldt-01234");
			});

	it("reads JSON whatever its content type", async () => {
		for (const type of ["text/plain", "text/html; charset=utf-8", undefined]) {
			const server = await servers.http((_, response) => {
				response.writeHead(200, type === undefined ? {} : { "content-type": type }).end(JSON.stringify(WIRE));
			});
			expect(await getDeployToken(restTo(server.url), PROJECT, 12)).to.deep.equal(WIRE);
		}
	});

	it("survives a server that fails for a while", async () => {
		const server = await servers.http((_, response) => {
			if (server.seen.length === 1) response.destroy();
			else if (server.seen.length === 2) response.writeHead(503, { "retry-after": "1" }).end();
			else json(response, 200, WIRE);
		});
		expect(await getDeployToken(restTo(server.url), PROJECT, 12)).to.deep.equal(WIRE);
		expect(server.seen).to.have.length(3);
	});

	it("counts a token as deleted that was deleted before the response was lost", async () => {
		const server = await servers.http((_, response) => {
			if (server.seen.length === 1) response.destroy();
			else json(response, 404, { message: "404 Not found" });
		});
		await deleteDeployToken(restTo(server.url), PROJECT, 12);
		expect(server.seen).to.have.length(2);
	});

	describe("where no connection can be established", () => {
		const notServed = async (baseUrl: string, cause: RegExp) => {
			for (const method of Object.keys(OPERATIONS) as Method[]) {
				const error = await failure(OPERATIONS[method](restTo(baseUrl)), "GITLAB_UNREACHABLE");
				expect(error).to.include({ name: "GitLabNetworkError", mayHaveExecuted: false, permanent: false });
				expect(error.message).to.match(cause).and.include(baseUrl);
				expect(error.message).to.not.match(/: +\(/);
				expect(error.hint).to.match(/gitlab:baseUrl.*HTTPS_PROXY.*NO_PROXY/);
				expectNoSecret(error, CREDENTIAL);
			}
		};

		it("reports that it was refused", async () => {
			await notServed(`http://127.0.0.1:${await servers.deadPort()}`, /ECONNREFUSED/);
		});

		it("reports that also where a name has several addresses", async () => {
			const port = await servers.deadPort();
			const { lookup } = dns;
			const both = [1, 2].map((n) => ({ address: `127.0.0.${n}`, family: 4 }));
			dns.lookup = ((_: string, __: object, found: (error: null, addresses: object[]) => void) =>
				found(null, both)) as unknown as typeof lookup;
			try {
				const cause = /127\.0\.0\.1:\d+; connect ECONNREFUSED 127\.0\.0\.2:\d+ \(ECONNREFUSED\)/;
				await notServed(`http://twice.test:${port}`, cause);
			} finally {
				dns.lookup = lookup;
			}
		});

		it("reports that the host name is unknown", async () => {
			await notServed("http://gitlab.invalid", /ENOTFOUND|EAI_AGAIN/);
		});

		it("retries, a POST too", async () => {
			const port = await servers.deadPort();
			for (const method of Object.keys(OPERATIONS) as Method[]) {
				let server: HttpServer | undefined;
				const client = restTo(`http://127.0.0.1:${port}`, {}, {}, async () => {
					server = await servers.http(
						({ method }, response) =>
							method === "DELETE"
								? response.writeHead(204).end()
								: json(response, 201, { ...WIRE, token: "s" }),
						port,
					);
				});
				await OPERATIONS[method](client);
				expect(server?.seen.map((seen) => seen.method)).to.deep.equal([method]);
				await servers.closeAll();
			}
		});
	});

	it("names the setting that cut a request short", async () => {
		const server = await servers.http(() => {});
		const transport = transportTo(server.url, { requestTimeout: 60 });
		const slow = await failure(transport.send(GET, 60), "GITLAB_TIMEOUT");
		expect(slow.hint).to.include("gitlab:requestTimeout").and.not.include("operationTimeout");
		const late = await failure(transport.send(GET, 50), "GITLAB_TIMEOUT");
		expect(late.hint).to.include("gitlab:operationTimeout").and.not.include("requestTimeout");
	});

	it("aborts an endless response", async () => {
		let sent = 0;
		const piece = Buffer.alloc(1024 * 1024, " ");
		const server = await servers.http((_, response) => {
			response.writeHead(200, { "content-type": "application/json" });
			const more = () => {
				if (response.destroyed) return;
				sent += piece.length;
				response.write(piece, more);
			};
			more();
		});
		const client = restTo(server.url);
		const error = await failure(getDeployToken(client, PROJECT, 12), "GITLAB_RESPONSE_UNREADABLE");
		expect(error.message).to.match(/GET \/projects\/5\/deploy_tokens\/12 .*64 MiB/);
		expect(server.seen, "repeating it would not help").to.have.length(1);
		expect(sent).to.be.lessThan(200 * 1024 * 1024);
	});

	it("reports that a token may have been created where the response to the POST is endless", async () => {
		const piece = Buffer.alloc(4 * 1024 * 1024, " ");
		const server = await servers.http((_, response) => {
			response.writeHead(201, { "content-type": "application/json" });
			const more = () => void (response.destroyed || response.write(piece, more));
			more();
		});
		await failure(OPERATIONS.POST(restTo(server.url)), "CREATE_UNCERTAIN");
		expect(server.seen).to.have.length(1);
	});

	it("aborts endless headers", async () => {
		const server = await servers.http((_, response) => {
			response.socket?.write(`HTTP/1.1 200 OK\r\nx: ${"x".repeat(100_000)}`);
		});
		const error = await failure(getDeployToken(restTo(server.url), PROJECT, 12), "GITLAB_UNREACHABLE");
		expect(error).to.include({ mayHaveExecuted: true });
	});

	describe("redirects", () => {
		for (const status of [301, 302, 303, 307, 308])
			it(`does not follow ${status}, so that the credential is not sent elsewhere`, async () => {
				const other = await servers.http((_, response) => json(response, 201, { ...WIRE, token: "s" }));
				const server = await servers.http((_, response) => {
					response.writeHead(status, { location: `${other.url}/api/v4/projects/5/deploy_tokens/12` }).end();
				});
				for (const method of Object.keys(OPERATIONS) as Method[]) {
					const error = await failure(OPERATIONS[method](restTo(server.url)), "GITLAB_REDIRECTED");
					expect(error).to.include({ status, movedTo: undefined });
					expect(error.hint).to.include("GITLAB_BASE_URL").and.include("gitlab:baseUrl");
					expectNoSecret(error, CREDENTIAL);
				}
				expect(other.seen).to.deep.equal([]);
				expect(server.seen).to.have.length(3);
			});

		it("reads a moved project's ID from a redirect without following it", async () => {
			const other = await servers.http((_, response) => json(response, 200, {}));
			const server = await servers.http((_, response) => {
				const location = `${other.url}/api/v4/projects/5/deploy_tokens/12`;
				response.writeHead(301, { location }).end(`This resource has been moved permanently to ${location}`);
			});
			const moved = getDeployToken(restTo(server.url), { kind: "project", ref: "old/proj" }, 12);
			const error = await failure(moved, "GITLAB_OWNER_MOVED");
			expect(error).to.include({ movedTo: 5 });
			expect(other.seen).to.deep.equal([]);
		});
	});

	it("shows no credential that the server sends back, wherever it is", async () => {
		const server = await servers.http((seen, response) => {
			const echo = `${seen.headers["private-token"]}`;
			const encoded = Buffer.from(echo).toString("base64");
			response
				.writeHead(400, {
					"content-type": `text/${encoded.slice(0, 10)}`,
					"x-request-id": encoded,
					location: echo,
				})
				.end(JSON.stringify({ message: `no ${echo}, ${encodeURIComponent(echo)}, ${encoded}` }));
		});
		for (const operation of Object.values(OPERATIONS)) {
			const error = await failure(operation(restTo(server.url)), "GITLAB_REJECTED");
			expectNoSecret(error, CREDENTIAL);
		}
	});

	it("closes, so that the process can end", async () => {
		let socket: Socket | undefined;
		const server = await servers.http((_, response, request) => {
			socket = request.socket;
			json(response, 200, {});
		});
		const transport = createTransport(settingsOf({ baseUrl: server.url }), "tests/1.0");
		await transport.send(GET, 5_000);
		const ended = new Promise((done) => socket?.on("close", done));
		await transport.close();
		await ended;
	});
});
