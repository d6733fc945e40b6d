import { inspect } from "node:util";
import { expect } from "chai";
import { GitLabDeployTokenError } from "../../../../../provider/api/errors";
import { parseInstant } from "../../../../../provider/model/values/instants";
import { atBoundary } from "../../../../../provider/runtime/boundary/engine-boundary";

async function thrownBy(error: unknown): Promise<Error> {
	const method = atBoundary(async () => {
		throw error;
	});
	return method().then(
		() => expect.fail("it did not throw"),
		(thrown: Error) => thrown,
	);
}

function failureOf(call: () => unknown): Error {
	try {
		call();
	} catch (error) {
		return error as Error;
	}
	return expect.fail("it did not throw");
}

describe("atBoundary", () => {
	it("passes arguments and results through", async () => {
		expect(await atBoundary(async (one: number, other: number) => one + other)(1, 2)).to.equal(3);
	});

	it("reports what failed, what to do, and the error code", async () => {
		const thrown = await thrownBy(new GitLabDeployTokenError("GITLAB_FORBIDDEN", "It failed.", "Do this."));
		expect(thrown.message).to.equal("It failed.\nDo this. [GITLAB_FORBIDDEN]");
	});

	it("passes the SDK, which prints the error and its stack, the code and no trace", async () => {
		const thrown = await thrownBy(new GitLabDeployTokenError("GITLAB_FORBIDDEN", "It failed.", "Do this."));
		expect(`${thrown}: ${thrown.stack}`).to.equal("GITLAB_FORBIDDEN: see the error of the resource");
	});

	for (const fault of [new TypeError("x is not a function"), "text", undefined, null, 5])
		it(`reports ${inspect(fault)} as an internal error, without a trace`, async () => {
			const thrown = await thrownBy(fault);
			expect(thrown.message).to.contain("INTERNAL_FAULT").and.contain("Please report it");
			expect(`${thrown.message}${thrown.stack}`).to.not.match(/^\s+at /m);
		});

	it("reports where in this package a bug is, without the callers outside of it", async () => {
		const bug = failureOf(() => parseInstant({ toJSON: () => expect.fail("a bug") }));
		const { message } = await thrownBy(bug);
		expect(message).to.match(
			/^Unexpected internal error in the deploy token provider: AssertionError: a bug, at inspect \(model\/values\/parsed\.ts:\d+\), /,
		);
		expect(message).to.not.match(/node_modules|engine-boundary\.test|\/home|\/tmp|file:/);
	});

	it("shows no secret that is in a trace", async () => {
		const bug = failureOf(() => parseInstant({ toJSON: () => expect.fail("a bug") }));
		bug.stack = String(bug.stack).replace("at inspect", "at gldt-0123456789abcdef");
		expect((await thrownBy(bug)).message)
			.to.contain("at [redacted] (model/")
			.and.not.contain("gldt-0");
	});

	it("shows no trace where none of this package exists", async () => {
		expect((await thrownBy(new TypeError("a bug"))).message).to.match(/TypeError: a bug\.\n/);
	});

	it("reveals no secret of an error that contains one", async () => {
		const thrown = await thrownBy(new Error("cannot parse gldt-0123456789abcdef"));
		expect(inspect(thrown) + thrown.message).to.not.contain("gldt-0");
	});
});
