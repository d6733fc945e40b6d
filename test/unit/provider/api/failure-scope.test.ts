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
		it(`${OF_ONE_TOKEN.has(code) ? "lets the other tokens go on after" : "ends everything after"} ${code} (D15, D30)`, () => {
			const error = new GitLabDeployTokenError(code, "m", "h");
			expect(endsOperation(error)).to.equal(!OF_ONE_TOKEN.has(code));
		});

	it("ends everything after an error of another kind, which says nothing of how far it reaches", () => {
		expect(endsOperation(new TypeError("a bug"))).to.equal(true);
		expect(endsOperation(undefined)).to.equal(true);
	});

	it("asks the code alone, so that another copy of the package counts too", () => {
		expect(endsOperation(Object.assign(new Error("m"), { code: "GITLAB_FORBIDDEN", hint: "h" }))).to.equal(
			false,
		);
	});
});
