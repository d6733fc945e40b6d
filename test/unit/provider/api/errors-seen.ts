import { inspect } from "node:util";
import { expect } from "chai";
import type { ErrorCode } from "../../../../provider/api/error-codes";
import { type GitLabDeployTokenError, isGitLabDeployTokenError } from "../../../../provider/api/errors";

/** What a promise was rejected with, which must be an error of the family with that code. */
export async function failure(promise: Promise<unknown>, code: ErrorCode): Promise<GitLabDeployTokenError> {
	let error: unknown;
	try {
		await promise;
	} catch (caught) {
		error = caught;
	}
	return familyError(error, code);
}

/** What a call threw, which must be an error of the family with that code. */
export function thrown(call: () => unknown, code: ErrorCode): GitLabDeployTokenError {
	let error: unknown;
	try {
		call();
	} catch (caught) {
		error = caught;
	}
	return familyError(error, code);
}

function familyError(error: unknown, code: ErrorCode): GitLabDeployTokenError {
	if (error === undefined) throw new Error(`nothing failed, though ${code} was due`);
	if (!isGitLabDeployTokenError(error)) throw error;
	expect(error.code, error.message).to.equal(code);
	expect(error.hint, "the hint").to.match(/\S.*[.)]$/);
	expect(error.stack).to.match(/^GitLab\w+: /);
	expect(error.stack).to.contain(`: ${error.message}\n${error.hint} [${code}]`);
	return error;
}

/** Every way in which an error could come to light. */
export function shownForms(error: Error & { hint?: string }): string {
	return [
		error.message,
		error.hint,
		error.stack,
		String(error),
		inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
		JSON.stringify(error),
		JSON.stringify(Object.getOwnPropertyDescriptors(error)),
	].join("\n");
}

/** The spellings in which a secret can travel. */
export function spellings(secret: string): string[] {
	const base64 = Buffer.from(secret).toString("base64");
	return [
		secret,
		encodeURIComponent(secret),
		base64,
		base64.replace(/=+$/, ""),
		Buffer.from(secret).toString("base64url"),
		JSON.stringify(secret).slice(1, -1),
	];
}

export function expectNoSecret(error: Error, ...secrets: string[]): void {
	const inspect = shownForms(error);
	for (const secret of secrets)
		for (const spelling of spellings(secret)) expect(inspect).not.to.include(spelling);
}
