import { expect } from "chai";
import {
	createDeployToken,
	deleteDeployToken,
	getDeployToken,
	listDeployTokens,
	type NewDeployToken,
} from "../../../../provider/api/deploy-tokens";
import type { ErrorCode } from "../../../../provider/api/error-codes";
import { GitLabNetworkError } from "../../../../provider/api/errors";
import type { Owner } from "../../../../provider/api/owner";
import { collect, itemsOf } from "../../../../provider/api/pagination";
import { redact } from "../../../../provider/api/redaction";
import type { ApiResponse } from "../../../../provider/api/transport";
import { expectNoSecret, failure } from "./errors-seen";
import { fakeClient, httpResponse } from "./fakes";

const PROJECT: Owner = { kind: "project", ref: 5 };
const GROUP: Owner = { kind: "group", ref: 7 };
const TOKEN: NewDeployToken = { name: "ci", scopes: ["read_registry"] };

const wire = (id: number, more = {}) => ({
	id,
	name: "ci",
	username: `gitlab+deploy-token-${id}`,
	expires_at: null,
	scopes: ["read_registry"],
	revoked: false,
	expired: false,
	...more,
});

const timeout = new GitLabNetworkError("GITLAB_TIMEOUT", "GitLab did not respond to.", {
	hint: "Look.",
	mayHaveExecuted: true,
});
const refused = new GitLabNetworkError("GITLAB_UNREACHABLE", "Refused.", {
	hint: "Look.",
	mayHaveExecuted: false,
	permanent: true,
});

const replying = (reply: ApiResponse | Error) =>
	fakeClient(() => {
		if (reply instanceof Error) throw reply;
		return reply;
	});

describe("listDeployTokens", () => {
	it("requests the tokens of a project, a group or the instance", async () => {
		for (const [owner, path] of [
			[PROJECT, "/projects/5/deploy_tokens"],
			[{ kind: "project", ref: "grp/proj" }, "/projects/grp%2Fproj/deploy_tokens"],
			[GROUP, "/groups/7/deploy_tokens"],
			[undefined, "/deploy_tokens"],
		] as const) {
			const { client, lines } = replying(httpResponse(200, [wire(1), wire(2)]));
			const tokens = await collect(itemsOf(listDeployTokens(client, owner)));
			expect(tokens.map(({ id }) => id)).to.deep.equal([1, 2]);
			expect(lines()).to.deep.equal([`GET ${path}?per_page=100&page=1`]);
		}
	});

	it("sends `active=true` only for active tokens: `active=false` would mean all", async () => {
		for (const [active, query] of [
			[true, "active=true&per_page=100&page=1"],
			[false, "per_page=100&page=1"],
			[undefined, "per_page=100&page=1"],
		] as const) {
			const { client, lines } = replying(httpResponse(200, []));
			await collect(listDeployTokens(client, PROJECT, { active }));
			expect(lines()).to.deep.equal([`GET /projects/5/deploy_tokens?${query}`]);
		}
	});

	it("reads the lists of older and newer servers", async () => {
		const { revoked: _, expired: __, expires_at: ___, ...old } = wire(1);
		const { client } = replying(
			httpResponse(200, [old, { ...wire(2), scopes: ["brand_new"], created_by: { id: 1 } }]),
		);
		const tokens = await collect(itemsOf(listDeployTokens(client, PROJECT)));
		const { expired: ____, ...known } = wire(1);
		expect(tokens).to.deep.equal([known, { ...wire(2), scopes: ["brand_new"] }]);
	});

	it("respects a deadline", async () => {
		const { client, clock } = replying(httpResponse(200, []));
		await failure(
			collect(listDeployTokens(client, PROJECT, { deadline: { atMs: clock.now() } })),
			"OPERATION_TIMEOUT",
		);
	});
});

describe("getDeployToken", () => {
	it("requests one token", async () => {
		const { client, lines } = replying(httpResponse(200, wire(12)));
		expect(await getDeployToken(client, GROUP, 12)).to.deep.equal(wire(12));
		expect(lines()).to.deep.equal(["GET /groups/7/deploy_tokens/12"]);
	});

	for (const [name, body, code] of [
		["the token does not exist", { message: "404 Not found" }, "GITLAB_NOT_FOUND"],
		["the owner is not visible", { message: "404 Project Not Found" }, "GITLAB_OWNER_NOT_VISIBLE"],
		["the route does not exist", { error: "404 Not Found" }, "GITLAB_NO_SUCH_ROUTE"],
	] as const)
		it(`distinguishes that ${name}`, async () => {
			await failure(getDeployToken(replying(httpResponse(404, body)).client, PROJECT, 12), code);
		});
});

describe("a deploy token with an expiry that cannot be read", () => {
	const hostile = wire(12, { expires_at: "2031-01-01 00:00:00 UTC" });

	for (const [name, read, field] of [
		["alone", () => getDeployToken(replying(httpResponse(200, hostile)).client, PROJECT, 12), "expires_at"],
		[
			"in a list",
			() => listDeployTokens(replying(httpResponse(200, [wire(11), hostile])).client, PROJECT).next(),
			"1.expires_at",
		],
	] as const)
		it(`is an error that names the field (${name})`, async () => {
			const error = await failure(read(), "GITLAB_RESPONSE_UNREADABLE");
			expect(error.message).to.include(field).and.not.include("UTC");
		});
});

describe("createDeployToken", () => {
	it("sends the declared properties once, and returns ID and secret", async () => {
		const { client, transport } = replying(
			httpResponse(201, { ...wire(12), token: "gldt-0123456789abcdefghij" }),
		);
		const token = { ...TOKEN, username: "puller", expires_at: "2031-05-01T00:00:00.000Z" };
		expect(await createDeployToken(client, PROJECT, token)).to.deep.equal({
			id: 12,
			token: "gldt-0123456789abcdefghij",
			username: "gitlab+deploy-token-12",
			expired: false,
			expires_at: null,
		});
		expect(transport.sent.map(({ request }) => request)).to.deep.equal([
			{ method: "POST", path: "/projects/5/deploy_tokens", body: token },
		]);
	});

	it("remembers the secret, so that no later error can show it", async () => {
		const secret = "without-any-known-shape";
		await createDeployToken(replying(httpResponse(201, { ...wire(12), token: secret })).client, GROUP, TOKEN);
		expect(redact(`echo: ${secret}`)).to.not.include(secret);
	});

	for (const [name, more] of [
		["without name, username, scopes or expiry", {}],
		["with an invalid username", { username: "" }],
		["with a username of another type", { username: 5 }],
		["with an expiry of another type", { expires_at: 1 }],
		["with an invalid expiry", { expires_at: "2031-01-01 00:00:00 UTC" }],
		[
			"with everything else malformed",
			{ name: [], scopes: null, revoked: "no", username: null, expires_at: {} },
		],
	] as const)
		it(`keeps ID and secret of a response ${name}`, async () => {
			const { client } = replying(httpResponse(201, { id: 12, token: "s", ...more }));
			const created = await createDeployToken(client, PROJECT, TOKEN);
			expect(created).to.include({ id: 12, token: "s" });
			expect(created.username).to.equal(undefined);
			expect(created.expires_at).to.equal(undefined);
		});

	it("keeps a secret of any characters, lone surrogates among them", async () => {
		const text = '{"id":12,"token":"\\ud800 half of it"}';
		const created = await createDeployToken(replying(httpResponse(201, text)).client, PROJECT, TOKEN);
		expect(created.token).to.equal("\ud800 half of it");
	});

	const uncertain: [string, ApiResponse | Error][] = [
		["a time-out", timeout],
		[
			"a dropped connection",
			new GitLabNetworkError("GITLAB_UNREACHABLE", "Dropped.", { hint: "Look.", mayHaveExecuted: true }),
		],
		["500", httpResponse(500, { message: "500 Internal Server Error" })],
		["502 of a proxy", httpResponse(502, "<html>Bad Gateway</html>")],
		["503", httpResponse(503, "")],
		[
			"503 of a proxy's maintenance page",
			httpResponse(503, "<html>This system is in maintenance mode</html>"),
		],
		["408", httpResponse(408, "")],
		["504", httpResponse(504, "upstream timed out")],
		["5xx with a hostile body", httpResponse(500, '{"message":{"toString":1}}')],
		["an empty 201", httpResponse(201, "")],
		["half a 201", httpResponse(201, '{"id":12,"tok')],
		["a 201 of HTML", httpResponse(201, "<html></html>")],
		["a 201 without id", httpResponse(201, { token: "gldt-0123456789abcdefghij" })],
		["a 201 without token", httpResponse(201, wire(12))],
		["a 201 with an empty token", httpResponse(201, { ...wire(12), token: "" })],
		["a 201 with an ID as a string", httpResponse(201, { ...wire(12), id: "12", token: "gldt-x" })],
		[
			"a 201 with an ID that is not a safe integer",
			httpResponse(201, '{"id":90071992547409930,"token":"gldt-x"}'),
		],
		["a 200 of a login page", httpResponse(200, "<html>Sign in</html>", { "content-type": "text/html" })],
		["a 204", httpResponse(204, "")],
	];
	for (const [name, reply] of uncertain)
		it(`reports that a token may have been created after ${name}`, async () => {
			const { client, transport } = replying(reply);
			const error = await failure(createDeployToken(client, PROJECT, TOKEN), "CREATE_UNCERTAIN");
			expect(error.message).to.include('"ci"').and.include("project 5");
			expect(error.hint).to.include("project 5").and.include("revoke");
			expect(transport.sent, "sent").to.have.length(1);
			expectNoSecret(error, "gldt-0123456789abcdefghij");
		});

	it("ends GitLab's message with a full stop before its own text", async () => {
		const reply = httpResponse(503, { message: "maintenance" });
		const error = await failure(
			createDeployToken(replying(reply).client, PROJECT, TOKEN),
			"CREATE_UNCERTAIN",
		);
		expect(error.message).to.match(/: maintenance\.$/);
	});

	const certain: [string, ApiResponse | Error, ErrorCode][] = [
		["no connection", refused, "GITLAB_UNREACHABLE"],
		[
			"a redirect",
			httpResponse(302, "", { location: "https://elsewhere.example.com/" }),
			"GITLAB_REDIRECTED",
		],
		["400", httpResponse(400, { message: "Scopes can't be blank" }), "GITLAB_REJECTED"],
		["401", httpResponse(401, { message: "401 Unauthorized" }), "GITLAB_UNAUTHORIZED"],
		["403", httpResponse(403, { message: "403 Forbidden" }), "GITLAB_FORBIDDEN"],
		["404", httpResponse(404, { message: "404 Project Not Found" }), "GITLAB_OWNER_NOT_VISIBLE"],
		[
			"405",
			httpResponse(405, { message: "Non GET methods are not allowed for moved projects" }),
			"GITLAB_OWNER_MOVED",
		],
		["409", httpResponse(409, { message: "409 Conflict: Resource lock" }), "GITLAB_REJECTED"],
		["415", httpResponse(415, {}), "GITLAB_UNEXPECTED_STATUS"],
		["422", httpResponse(422, {}), "GITLAB_REJECTED"],
		[
			"429 that does not fit the time left",
			httpResponse(429, "Retry later\n", { "retry-after": "86400" }),
			"GITLAB_RATE_LIMITED",
		],
	];
	certain.push(
		[
			"maintenance mode's own 503",
			httpResponse(503, { message: "System is in maintenance mode" }, { "retry-after": "60" }),
			"GITLAB_READ_ONLY",
		],
		[
			"a read-only instance's 403",
			httpResponse(403, { message: "You cannot perform write operations on a read-only instance" }),
			"GITLAB_READ_ONLY",
		],
	);
	for (const [name, reply, code] of certain)
		it(`reports that no token was created after ${name}`, async () => {
			const { client, transport } = replying(reply);
			await failure(createDeployToken(client, PROJECT, TOKEN), code);
			expect(transport.sent).to.have.length(1);
		});

	it("reports that no token was created where no request was sent", async () => {
		const { client, clock } = replying(httpResponse(201));
		await failure(createDeployToken(client, PROJECT, TOKEN, { atMs: clock.now() }), "OPERATION_TIMEOUT");
	});

	it("passes on unchanged an error of another kind", async () => {
		const bug = new TypeError("a bug");
		const caught = await createDeployToken(replying(bug).client, PROJECT, TOKEN).catch(
			(error: unknown) => error,
		);
		expect(caught).to.equal(bug);
	});

	it("calls back right before each POST is sent", async () => {
		const { client, transport } = fakeClient((_, index) =>
			index < 2
				? httpResponse(429, "Retry later\n", { "retry-after": "5" })
				: httpResponse(201, { ...wire(12), token: "s" }),
		);
		const announced: number[] = [];
		await createDeployToken(client, PROJECT, TOKEN, undefined, () => announced.push(transport.sent.length));
		expect(announced).to.deep.equal([0, 1, 2]);
	});

	it("creates one token in spite of a 429", async () => {
		const { client, transport } = fakeClient((_, index) =>
			index < 3
				? httpResponse(429, "Retry later\n", { "retry-after": "5" })
				: httpResponse(201, { ...wire(12), token: "s" }),
		);
		expect(await createDeployToken(client, PROJECT, TOKEN)).to.include({ id: 12 });
		expect(transport.sent).to.have.length(4);
	});
});

describe("deleteDeployToken", () => {
	it("deletes", async () => {
		const { client, lines } = replying(httpResponse(204));
		expect(await deleteDeployToken(client, PROJECT, 12)).to.equal(undefined);
		expect(lines()).to.deep.equal(["DELETE /projects/5/deploy_tokens/12"]);
	});

	it("succeeds for a token that is gone, also after a lost response", async () => {
		const { client, lines } = fakeClient((_, index) => {
			if (index === 0) throw timeout;
			return httpResponse(404, { message: "404 Not found" });
		});
		await deleteDeployToken(client, GROUP, 12);
		expect(lines()).to.deep.equal(["DELETE /groups/7/deploy_tokens/12", "DELETE /groups/7/deploy_tokens/12"]);
	});

	const failed: [string, ApiResponse | Error, ErrorCode][] = [
		[
			"an owner that is not visible",
			httpResponse(404, { message: "404 Project Not Found" }),
			"GITLAB_OWNER_NOT_VISIBLE",
		],
		["an unknown route", httpResponse(404, { error: "404 Not Found" }), "GITLAB_NO_SUCH_ROUTE"],
		["a proxy's 404", httpResponse(404, "<html></html>"), "GITLAB_NO_SUCH_ROUTE"],
		[
			"a moved project",
			httpResponse(405, { message: "Non GET methods are not allowed for moved projects" }),
			"GITLAB_OWNER_MOVED",
		],
		["403", httpResponse(403, { message: "403 Forbidden" }), "GITLAB_FORBIDDEN"],
		["a certificate", refused, "GITLAB_UNREACHABLE"],
		[
			"a 200 of a login page",
			httpResponse(200, "<html>Sign in</html>", { "content-type": "text/html" }),
			"GITLAB_RESPONSE_UNREADABLE",
		],
		["a 200 of something else", httpResponse(200, { ok: true }), "GITLAB_RESPONSE_UNREADABLE"],
		[
			"a 202 that only promises",
			httpResponse(202, { message: "202 Accepted" }),
			"GITLAB_RESPONSE_UNREADABLE",
		],
	];
	for (const [name, reply, code] of failed)
		it(`does not succeed after ${name}`, async () => {
			await failure(deleteDeployToken(replying(reply).client, PROJECT, 12), code);
		});

	it("respects a deadline", async () => {
		const { client, clock } = replying(httpResponse(204));
		await failure(deleteDeployToken(client, PROJECT, 12, { atMs: clock.now() }), "OPERATION_TIMEOUT");
	});
});
