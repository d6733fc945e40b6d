import type { ErrorCode } from "./error-codes";
import { isGitLabDeployTokenError } from "./errors";

/**
 * Whether `error` ends a whole operation, also one on many tokens: the next token would fail alike, so nothing
 * may be reported as if it concerned one token.
 *
 * What concerns one token is listed; everything else ends the operation, an error that is not one of this package
 * included. Decided by the code alone, which survives when an error is told with more context.
 */
export function endsOperation(error: unknown): boolean {
	return !isGitLabDeployTokenError(error) || !CONCERNS_ONE_TOKEN.has(error.code);
}

/**
 * Its owner, its declaration, or what is recorded of it. `CREATE_UNCERTAIN` is one of them: it names a token that
 * may be left over in one owner, while a GitLab that is down ends the operation with the next GET.
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
