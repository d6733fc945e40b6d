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
import { answer, fakeClient } from "./fakes";

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
	it("asks for the tokens of a project, a group or the instance", async () => {
		for (const [owner, path] of [
			[PROJECT, "/projects/5/deploy_tokens"],
			[{ kind: "project", ref: "grp/proj" }, "/projects/grp%2Fproj/deploy_tokens"],
			[GROUP, "/groups/7/deploy_tokens"],
			[undefined, "/deploy_tokens"],
		] as const) {
			const { client, lines } = replying(answer(200, [wire(1), wire(2)]));
			const tokens = await collect(itemsOf(listDeployTokens(client, owner)));
			expect(tokens.map(({ id }) => id)).to.deep.equal([1, 2]);
			expect(lines()).to.deep.equal([`GET ${path}?per_page=100&page=1`]);
		}
	});

	it("asks for live ones only where that is wanted: `active=false` would mean all", async () => {
		for (const [active, query] of [
			[true, "active=true&per_page=100&page=1"],
			[false, "per_page=100&page=1"],
			[undefined, "per_page=100&page=1"],
		] as const) {
			const { client, lines } = replying(answer(200, []));
			await collect(listDeployTokens(client, PROJECT, { active }));
			expect(lines()).to.deep.equal([`GET /projects/5/deploy_tokens?${query}`]);
		}
	});

	it("reads what servers of any age send", async () => {
		const { revoked: _, expired: __, expires_at: ___, ...old } = wire(1);
		const { client } = replying(
			answer(200, [old, { ...wire(2), scopes: ["brand_new"], created_by: { id: 1 } }]),
		);
		const tokens = await collect(itemsOf(listDeployTokens(client, PROJECT)));
		const { expired: ____, ...known } = wire(1);
		expect(tokens).to.deep.equal([known, { ...wire(2), scopes: ["brand_new"] }]);
	});

	it("keeps to a deadline", async () => {
		const { client, clock } = replying(answer(200, []));
		await failure(
			collect(listDeployTokens(client, PROJECT, { deadline: { atMs: clock.now() } })),
			"OPERATION_TIMEOUT",
		);
	});
});

describe("getDeployToken", () => {
	it("asks for one token", async () => {
		const { client, lines } = replying(answer(200, wire(12)));
		expect(await getDeployToken(client, GROUP, 12)).to.deep.equal(wire(12));
		expect(lines()).to.deep.equal(["GET /groups/7/deploy_tokens/12"]);
	});

	for (const [name, body, code] of [
		["the token is not there", { message: "404 Not found" }, "GITLAB_NOT_FOUND"],
		["the owner is not visible", { message: "404 Project Not Found" }, "GITLAB_OWNER_NOT_VISIBLE"],
		["the route is not there", { error: "404 Not Found" }, "GITLAB_NO_SUCH_ROUTE"],
	] as const)
		it(`tells apart that ${name}`, async () => {
			await failure(getDeployToken(replying(answer(404, body)).client, PROJECT, 12), code);
		});
});

describe("a deploy token with an expiry that cannot be read (worry 2)", () => {
	const hostile = wire(12, { expires_at: "2031-01-01 00:00:00 UTC" });

	for (const [name, read, field] of [
		["alone", () => getDeployToken(replying(answer(200, hostile)).client, PROJECT, 12), "expires_at"],
		[
			"in a list",
			() => listDeployTokens(replying(answer(200, [wire(11), hostile])).client, PROJECT).next(),
			"1.expires_at",
		],
	] as const)
		it(`is an error that names the field, ${name}`, async () => {
			const error = await failure(read(), "GITLAB_ANSWER_UNREADABLE");
			expect(error.message).to.include(field).and.not.include("UTC");
		});
});

describe("createDeployToken", () => {
	it("sends what is asked for, once, and gives number and secret", async () => {
		const { client, transport } = replying(answer(201, { ...wire(12), token: "gldt-0123456789abcdefghij" }));
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
		await createDeployToken(replying(answer(201, { ...wire(12), token: secret })).client, GROUP, TOKEN);
		expect(redact(`echo: ${secret}`)).to.not.include(secret);
	});

	for (const [name, more] of [
		["without name, username, scopes or expiry", {}],
		["with a username that is none", { username: "" }],
		["with a username of another type", { username: 5 }],
		["with an expiry of another type", { expires_at: 1 }],
		["with an expiry that is none (worry 2)", { expires_at: "2031-01-01 00:00:00 UTC" }],
		[
			"with everything else malformed",
			{ name: [], scopes: null, revoked: "no", username: null, expires_at: {} },
		],
	] as const)
		it(`keeps number and secret of an answer ${name}`, async () => {
			const { client } = replying(answer(201, { id: 12, token: "s", ...more }));
			const created = await createDeployToken(client, PROJECT, TOKEN);
			expect(created).to.include({ id: 12, token: "s" });
			expect(created.username).to.equal(undefined);
			expect(created.expires_at).to.equal(undefined);
		});

	it("keeps a secret of any characters, half ones among them", async () => {
		const text = '{"id":12,"token":"\\ud800 half of it"}';
		const created = await createDeployToken(replying(answer(201, text)).client, PROJECT, TOKEN);
		expect(created.token).to.equal("\ud800 half of it");
	});

	const uncertain: [string, ApiResponse | Error][] = [
		["a time-out", timeout],
		[
			"a dropped connection",
			new GitLabNetworkError("GITLAB_UNREACHABLE", "Dropped.", { hint: "Look.", mayHaveExecuted: true }),
		],
		["500", answer(500, { message: "500 Internal Server Error" })],
		["502 of a proxy", answer(502, "<html>Bad Gateway</html>")],
		["503", answer(503, "")],
		["503 of a proxy's maintenance page", answer(503, "<html>This system is in maintenance mode</html>")],
		["408", answer(408, "")],
		["504", answer(504, "upstream timed out")],
		["5xx with a hostile body", answer(500, '{"message":{"toString":1}}')],
		["an empty 201", answer(201, "")],
		["half a 201", answer(201, '{"id":12,"tok')],
		["a 201 of HTML", answer(201, "<html></html>")],
		["a 201 without id", answer(201, { token: "gldt-0123456789abcdefghij" })],
		["a 201 without token", answer(201, wire(12))],
		["a 201 with an empty token", answer(201, { ...wire(12), token: "" })],
		["a 201 with a number as text", answer(201, { ...wire(12), id: "12", token: "gldt-x" })],
		["a 201 with a number past counting", answer(201, '{"id":90071992547409930,"token":"gldt-x"}')],
		["a 200 of a login page", answer(200, "<html>Sign in</html>", { "content-type": "text/html" })],
		["a 204", answer(204, "")],
	];
	for (const [name, reply] of uncertain)
		it(`says that a token may have been made after ${name}`, async () => {
			const { client, transport } = replying(reply);
			const error = await failure(createDeployToken(client, PROJECT, TOKEN), "CREATE_UNCERTAIN");
			expect(error.message).to.include('"ci"').and.include("project 5");
			expect(error.hint).to.include("project 5").and.include("revoke");
			expect(transport.sent, "sent").to.have.length(1);
			expectNoSecret(error, "gldt-0123456789abcdefghij");
		});

	it("ends GitLab's words with a full stop before it goes on (D30)", async () => {
		const reply = answer(503, { message: "maintenance" });
		const error = await failure(
			createDeployToken(replying(reply).client, PROJECT, TOKEN),
			"CREATE_UNCERTAIN",
		);
		expect(error.message).to.match(/: maintenance\.$/);
	});

	const certain: [string, ApiResponse | Error, ErrorCode][] = [
		["no connection", refused, "GITLAB_UNREACHABLE"],
		["a redirect", answer(302, "", { location: "https://elsewhere.example.com/" }), "GITLAB_REDIRECTED"],
		["400", answer(400, { message: "Scopes can't be blank" }), "GITLAB_REJECTED"],
		["401", answer(401, { message: "401 Unauthorized" }), "GITLAB_UNAUTHORIZED"],
		["403", answer(403, { message: "403 Forbidden" }), "GITLAB_FORBIDDEN"],
		["404", answer(404, { message: "404 Project Not Found" }), "GITLAB_OWNER_NOT_VISIBLE"],
		[
			"405",
			answer(405, { message: "Non GET methods are not allowed for moved projects" }),
			"GITLAB_OWNER_MOVED",
		],
		["409", answer(409, { message: "409 Conflict: Resource lock" }), "GITLAB_REJECTED"],
		["415", answer(415, {}), "GITLAB_UNEXPECTED_STATUS"],
		["422", answer(422, {}), "GITLAB_REJECTED"],
		[
			"429 that does not fit the time left",
			answer(429, "Retry later\n", { "retry-after": "86400" }),
			"GITLAB_RATE_LIMITED",
		],
	];
	certain.push(
		[
			"maintenance mode's own 503 (D30)",
			answer(503, { message: "System is in maintenance mode" }, { "retry-after": "60" }),
			"GITLAB_READ_ONLY",
		],
		[
			"a read-only instance's 403 (D30)",
			answer(403, { message: "You cannot perform write operations on a read-only instance" }),
			"GITLAB_READ_ONLY",
		],
	);
	for (const [name, reply, code] of certain)
		it(`says that none was made after ${name}`, async () => {
			const { client, transport } = replying(reply);
			await failure(createDeployToken(client, PROJECT, TOKEN), code);
			expect(transport.sent).to.have.length(1);
		});

	it("says that none was made where it was not sent at all", async () => {
		const { client, clock } = replying(answer(201));
		await failure(createDeployToken(client, PROJECT, TOKEN, { atMs: clock.now() }), "OPERATION_TIMEOUT");
	});

	it("lets a fault of another kind through as it is", async () => {
		const bug = new TypeError("a bug");
		const caught = await createDeployToken(replying(bug).client, PROJECT, TOKEN).catch(
			(error: unknown) => error,
		);
		expect(caught).to.equal(bug);
	});

	it("tells each time right before it is sent", async () => {
		const { client, transport } = fakeClient((_, index) =>
			index < 2
				? answer(429, "Retry later\n", { "retry-after": "5" })
				: answer(201, { ...wire(12), token: "s" }),
		);
		const told: number[] = [];
		await createDeployToken(client, PROJECT, TOKEN, undefined, () => told.push(transport.sent.length));
		expect(told).to.deep.equal([0, 1, 2]);
	});

	it("comes through 429 with one token", async () => {
		const { client, transport } = fakeClient((_, index) =>
			index < 3
				? answer(429, "Retry later\n", { "retry-after": "5" })
				: answer(201, { ...wire(12), token: "s" }),
		);
		expect(await createDeployToken(client, PROJECT, TOKEN)).to.include({ id: 12 });
		expect(transport.sent).to.have.length(4);
	});
});

describe("deleteDeployToken", () => {
	it("deletes", async () => {
		const { client, lines } = replying(answer(204));
		expect(await deleteDeployToken(client, PROJECT, 12)).to.equal(undefined);
		expect(lines()).to.deep.equal(["DELETE /projects/5/deploy_tokens/12"]);
	});

	it("takes a token that is gone for done, also after a lost answer", async () => {
		const { client, lines } = fakeClient((_, index) => {
			if (index === 0) throw timeout;
			return answer(404, { message: "404 Not found" });
		});
		await deleteDeployToken(client, GROUP, 12);
		expect(lines()).to.deep.equal(["DELETE /groups/7/deploy_tokens/12", "DELETE /groups/7/deploy_tokens/12"]);
	});

	const failed: [string, ApiResponse | Error, ErrorCode][] = [
		[
			"an owner that is not visible",
			answer(404, { message: "404 Project Not Found" }),
			"GITLAB_OWNER_NOT_VISIBLE",
		],
		["an unknown route", answer(404, { error: "404 Not Found" }), "GITLAB_NO_SUCH_ROUTE"],
		["a proxy's 404", answer(404, "<html></html>"), "GITLAB_NO_SUCH_ROUTE"],
		[
			"a moved project",
			answer(405, { message: "Non GET methods are not allowed for moved projects" }),
			"GITLAB_OWNER_MOVED",
		],
		["403", answer(403, { message: "403 Forbidden" }), "GITLAB_FORBIDDEN"],
		["a certificate", refused, "GITLAB_UNREACHABLE"],
		[
			"a 200 of a login page",
			answer(200, "<html>Sign in</html>", { "content-type": "text/html" }),
			"GITLAB_ANSWER_UNREADABLE",
		],
		["a 200 of something else", answer(200, { ok: true }), "GITLAB_ANSWER_UNREADABLE"],
		["a 202 that only promises", answer(202, { message: "202 Accepted" }), "GITLAB_ANSWER_UNREADABLE"],
	];
	for (const [name, reply, code] of failed)
		it(`does not take ${name} for done`, async () => {
			await failure(deleteDeployToken(replying(reply).client, PROJECT, 12), code);
		});

	it("keeps to a deadline", async () => {
		const { client, clock } = replying(answer(204));
		await failure(deleteDeployToken(client, PROJECT, 12, { atMs: clock.now() }), "OPERATION_TIMEOUT");
	});
});
