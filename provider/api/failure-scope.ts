import type { ErrorCode } from "./error-codes";
import { isGitLabDeployTokenError } from "./errors";

/**
 * Whether `error` ends a whole operation, also one on many tokens: the next token would fail in the same way, so it
 * must not be reported as a failure of one token.
 *
 * The codes that concern one token are listed; everything else ends the operation, also an error of another
 * package. Decided by the code alone, which survives when an error is reported with more context.
 */
export function endsOperation(error: unknown): boolean {
	return !isGitLabDeployTokenError(error) || !CONCERNS_ONE_TOKEN.has(error.code);
}

/**
 * Its owner, its declaration, or its record. `CREATE_UNCERTAIN` is one of them: it names a token that may be left
 * over in one owner, while a GitLab that is down ends the operation with the next GET.
 */
const CONCERNS_ONE_TOKEN: ReadonlySet<ErrorCode> = new Set([
	"CREATE_UNCERTAIN",
	"DEPLOY_TOKENS_INCOMPLETE",
	"DEPLOY_TOKEN_ADOPTED",
	"DEPLOY_TOKEN_ALREADY_EXPIRED",
	"DEPLOY_TOKEN_MISMATCH",
	"DEPLOY_TOKEN_STATE_UNREADABLE",
	"GITLAB_FORBIDDEN",
	"GITLAB_NOT_FOUND",
	"GITLAB_OWNER_MOVED",
	"GITLAB_OWNER_NOT_VISIBLE",
	"GITLAB_REJECTED",
	"INPUT_INVALID",
	"OWNER_FORGOTTEN",
]);
