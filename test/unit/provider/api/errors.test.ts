import { expect } from "chai";
import { ERROR_CODES } from "../../../../provider/api/error-codes";
import {
	GitLabDeployTokenError,
	GitLabHttpError,
	GitLabNetworkError,
	isGitLabDeployTokenError,
} from "../../../../provider/api/errors";
import { collect } from "../../../../provider/api/pagination";
import { rememberSecret } from "../../../../provider/api/redaction";
import { iterateProjects } from "../../../../provider/pulumi/lookups";
import { expectNoSecret } from "./errors-seen";

const FACTS = { status: 404, method: "GET", path: "/projects/5", detail: "404 Project Not Found" };

describe("ERROR_CODES", () => {
	it("holds each code once, in upper snake case", () => {
		expect(new Set(ERROR_CODES).size).to.equal(ERROR_CODES.length);
		for (const code of ERROR_CODES) expect(code).to.match(/^[A-Z]+(_[A-Z]+)+$/);
	});
});

describe("GitLabDeployTokenError", () => {
	const error = new GitLabDeployTokenError("SETTINGS_INVALID", "It failed: why.", "Do this.");

	it("states what failed and what to do, also where only the stack is printed", () => {
		expect(error.message).to.equal("It failed: why.");
		expect(error.hint).to.equal("Do this.");
		expect(error.stack).to.match(
			/^GitLabDeployTokenError: It failed: why\.\nDo this\. \[SETTINGS_INVALID\]\n {4}at .*errors\.test\.ts:\d+/,
		);
		expect(error.code).to.equal("SETTINGS_INVALID");
		expect(error.name).to.equal("GitLabDeployTokenError");
		expect(error).to.be.instanceOf(Error).and.not.have.property("cause");
	});

	it("shows the line of the program that called, and no place in our files or Node's", async () => {
		async function program(): Promise<unknown> {
			return await collect(iterateProjects({ group: "" }));
		}
		const error = await program().catch((error: Error) => error);
		expect((error as Error).stack).to.match(/at (async )?program \(.*errors\.test\.ts:\d+:\d+\)/);
		expect((error as Error).stack).to.not.match(/provider\/(api|model|pulumi|runtime)\/\w+\.ts|node:/);
	});

	it("shows no secret of the program in its stack", () => {
		const secret = "a-secret-of-the-program-4711";
		rememberSecret(secret);
		const fail = (text: string) => new GitLabDeployTokenError("INPUT_INVALID", `${text} is wrong.`, text);
		expectNoSecret(fail(secret), secret);
	});
});

describe("GitLabHttpError", () => {
	it("names the exchange, with the request ID that an administrator can search for", () => {
		const error = new GitLabHttpError("GITLAB_OWNER_NOT_VISIBLE", { ...FACTS, requestId: "01J" }, "Look.");
		expect(error.message).to.equal(
			"GitLab responded with 404 to GET /projects/5: 404 Project Not Found (request ID 01J).",
		);
		expect(error).to.include({ ...FACTS, requestId: "01J", movedTo: undefined, name: "GitLabHttpError" });
	});

	it("works without a request ID", () => {
		const error = new GitLabHttpError("GITLAB_NOT_FOUND", { ...FACTS, movedTo: 7 }, "Look.");
		expect(error.message).to.equal("GitLab responded with 404 to GET /projects/5: 404 Project Not Found.");
		expect(error.movedTo).to.equal(7);
	});

	it("shows no secret, in whichever part of the exchange it is", () => {
		const secret = "a/hidden+value-0815";
		rememberSecret(secret);
		const error = new GitLabHttpError(
			"GITLAB_REJECTED",
			{
				status: 400,
				method: "POST",
				path: `/projects/${encodeURIComponent(secret)}`,
				detail: `no ${secret}`,
				requestId: secret,
			},
			`not ${secret}`,
		);
		expectNoSecret(error, secret);
	});
});

describe("GitLabNetworkError", () => {
	it("states whether the request may have been executed", () => {
		const error = new GitLabNetworkError("GITLAB_TIMEOUT", "m", { hint: "h", mayHaveExecuted: true });
		expect(error).to.include({ mayHaveExecuted: true, permanent: false, name: "GitLabNetworkError" });
		const lasting = new GitLabNetworkError("GITLAB_UNREACHABLE", "m", {
			hint: "h",
			mayHaveExecuted: false,
			permanent: true,
		});
		expect(lasting).to.include({ mayHaveExecuted: false, permanent: true });
	});
});

describe("isGitLabDeployTokenError", () => {
	const ours = new GitLabDeployTokenError("GITLAB_FORBIDDEN", "m", "h");
	const foreign = Object.assign(new Error("m"), { code: "GITLAB_FORBIDDEN", hint: "h" });

	it("recognises every error of the family", () => {
		for (const error of [
			ours,
			new GitLabHttpError("GITLAB_REJECTED", FACTS, "h"),
			new GitLabNetworkError("GITLAB_TIMEOUT", "m", { hint: "h", mayHaveExecuted: true }),
		])
			expect(isGitLabDeployTokenError(error)).to.equal(true);
	});

	it("recognises an error of another copy of the package by its code", () => {
		expect(foreign).to.not.be.instanceOf(GitLabDeployTokenError);
		expect(isGitLabDeployTokenError(foreign)).to.equal(true);
		expect(isGitLabDeployTokenError(foreign, "GITLAB_FORBIDDEN")).to.equal(true);
		expect(isGitLabDeployTokenError(foreign, "GITLAB_NOT_FOUND")).to.equal(false);
	});

	it("distinguishes codes", () => {
		expect(isGitLabDeployTokenError(ours, "GITLAB_FORBIDDEN")).to.equal(true);
		expect(isGitLabDeployTokenError(ours, "GITLAB_REJECTED")).to.equal(false);
	});

	const strangers: [string, unknown][] = [
		["undefined", undefined],
		["null", null],
		["text", "GITLAB_FORBIDDEN"],
		["a plain object", { code: "GITLAB_FORBIDDEN", hint: "h", message: "m" }],
		["a plain error", new Error("m")],
		["an error of Node", Object.assign(new Error("m"), { code: "ECONNREFUSED", hint: "h" })],
		["an error without a hint", Object.assign(new Error("m"), { code: "GITLAB_FORBIDDEN" })],
		["an error with a numeric code", Object.assign(new Error("m"), { code: 23, hint: "h" })],
		[
			"an error with an inherited name for a code",
			Object.assign(new Error("m"), { code: "toString", hint: "h" }),
		],
	];
	for (const [name, value] of strangers)
		it(`rejects ${name}`, () => {
			expect(isGitLabDeployTokenError(value)).to.equal(false);
		});
});
