/**
 * Every code an error of this package can carry. Codes are stable: match on them, never on messages.
 *
 * Two copies of the package can be loaded (the program's and the provider process's), so a code
 * travels better than a class.
 */
export const ERROR_CODES = [
	"CREATE_UNCERTAIN",
	"DEPLOY_TOKENS_INCOMPLETE",
	"DEPLOY_TOKEN_ADOPTED",
	"DEPLOY_TOKEN_ALREADY_EXPIRED",
	"DEPLOY_TOKEN_MISMATCH",
	"DEPLOY_TOKEN_STATE_UNREADABLE",
	"GITLAB_ANSWER_UNREADABLE",
	"GITLAB_CREDENTIAL_MISSING",
	"GITLAB_FORBIDDEN",
	"GITLAB_HOST_CHANGED",
	"GITLAB_NOT_FOUND",
	"GITLAB_NO_SUCH_ROUTE",
	"GITLAB_OWNER_MOVED",
	"GITLAB_OWNER_NOT_VISIBLE",
	"GITLAB_RATE_LIMITED",
	"GITLAB_READ_ONLY",
	"GITLAB_REDIRECTED",
	"GITLAB_REJECTED",
	"GITLAB_SERVER_ERROR",
	"GITLAB_TIMEOUT",
	"GITLAB_UNAUTHORIZED",
	"GITLAB_UNEXPECTED_STATUS",
	"GITLAB_UNREACHABLE",
	"INPUT_INVALID",
	"INTERNAL_FAULT",
	"OPERATION_TIMEOUT",
	"OWNER_FORGOTTEN",
	"SETTINGS_INVALID",
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];
