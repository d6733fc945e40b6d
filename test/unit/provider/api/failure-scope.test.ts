import { expect } from "chai";
import { ERROR_CODES, type ErrorCode } from "../../../../provider/api/error-codes";
import { GitLabDeployTokenError } from "../../../../provider/api/errors";
import { endsOperation } from "../../../../provider/api/failure-scope";

/** Codes whose cause is one token's owner, declaration or record; the next token need not fail alike. */
const OF_ONE_TOKEN: ReadonlySet<ErrorCode> = new Set([
	"CREATE_UNCERTAIN",
	"DEPLOY_TOKENS_INCOMPLETE",
	"DEPLOY_TOKEN_ADOPTED",
	"DEPLOY_TOKEN_ALREADY_EXPIRED",
	"DEPLOY_TOKEN_MISMATCH",
	"OWNER_FORGOTTEN",
	"DEPLOY_TOKEN_STATE_UNREADABLE",
	"GITLAB_FORBIDDEN",
	"GITLAB_NOT_FOUND",
	"GITLAB_OWNER_MOVED",
	"GITLAB_OWNER_NOT_VISIBLE",
	"GITLAB_REJECTED",
	"INPUT_INVALID",
]);

describe("endsOperation", () => {
	for (const code of ERROR_CODES)
		it(`${OF_ONE_TOKEN.has(code) ? "continues with the other tokens after" : "ends the whole operation after"} ${code}`, () => {
			const error = new GitLabDeployTokenError(code, "m", "h");
			expect(endsOperation(error)).to.equal(!OF_ONE_TOKEN.has(code));
		});

	it("ends the whole operation after an error of another kind, whose scope is unknown", () => {
		expect(endsOperation(new TypeError("a bug"))).to.equal(true);
		expect(endsOperation(undefined)).to.equal(true);
	});

	it("decides by the code alone, so that errors of another copy of the package count too", () => {
		expect(endsOperation(Object.assign(new Error("m"), { code: "GITLAB_FORBIDDEN", hint: "h" }))).to.equal(
			false,
		);
	});
});
