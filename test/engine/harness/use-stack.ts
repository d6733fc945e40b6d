import { expect } from "chai";
import { succeeds } from "../../support/run-program";
import { Breaches } from "./breaches";
import { GitLab } from "./gitlab";
import { Stack, type StackOptions } from "./stack";

/** A GitLab and a stack for the tests of one `describe`, in their order. */
export interface StackUnderTest {
	readonly gitlab: GitLab;
	readonly stack: Stack;
}

/**
 * Gives the surrounding `describe` a GitLab and a stack, and closes them behind it: after each test
 * nothing that was printed or stored holds a secret, nor a stack trace; at the end the stack is destroyed, and GitLab is empty.
 *
 * The temporary folder of a failed suite is kept, and named.
 */
export function useStack(options: (gitlab: GitLab) => StackOptions | Promise<StackOptions>): StackUnderTest {
	const under: { gitlab?: GitLab; stack?: Stack } = {};
	let failed = false;

	before(async function () {
		this.timeout(300_000);
		under.gitlab = await GitLab.start();
		under.stack = await Stack.create(under.gitlab, await options(under.gitlab));
	});

	const breaches = new Breaches();
	breaches.afterEach(async () => [
		...((await under.stack?.secretsFound()) ?? []),
		...(under.stack?.tracesFound() ?? []),
	]);
	afterEach(function () {
		failed ||= this.currentTest?.state === "failed";
	});

	after(async function () {
		this.timeout(180_000);
		const { gitlab, stack } = under;
		try {
			if (stack === undefined || gitlab === undefined) return;
			await succeeds(stack.destroy());
			expect(await gitlab.tokens(), "tokens left in GitLab").to.deep.equal([]);
			expect(await stack.secretsFound(await gitlab.stop()), "secrets found").to.deep.equal([]);
			breaches.expectNone();
		} catch (error) {
			failed = true;
			throw error;
		} finally {
			await gitlab?.stop();
			if (failed) console.error(`      kept for a look: ${stack?.temp}`);
			else await stack?.remove();
		}
	});

	return {
		get gitlab() {
			if (under.gitlab === undefined) throw new Error("no GitLab before the tests");
			return under.gitlab;
		},
		get stack() {
			if (under.stack === undefined) throw new Error("no stack before the tests");
			return under.stack;
		},
	};
}
