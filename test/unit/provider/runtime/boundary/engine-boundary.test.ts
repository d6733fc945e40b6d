import { inspect } from "node:util";
import { expect } from "chai";
import { GitLabDeployTokenError } from "../../../../../provider/api/errors";
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

describe("atBoundary", () => {
	it("hands results and arguments through", async () => {
		expect(await atBoundary(async (one: number, other: number) => one + other)(1, 2)).to.equal(3);
	});

	it("tells of a failure what failed, what to do, and its code", async () => {
		const thrown = await thrownBy(new GitLabDeployTokenError("GITLAB_FORBIDDEN", "It failed.", "Do this."));
		expect(thrown.message).to.equal("It failed.\nDo this. [GITLAB_FORBIDDEN]");
	});

	it("gives the SDK, which prints the error and its stack, the code and no trace", async () => {
		const thrown = await thrownBy(new GitLabDeployTokenError("GITLAB_FORBIDDEN", "It failed.", "Do this."));
		expect(`${thrown}: ${thrown.stack}`).to.equal("GITLAB_FORBIDDEN: see the error of the resource");
	});

	for (const fault of [new TypeError("x is not a function"), "text", undefined, null, 5])
		it(`calls ${inspect(fault)} a fault of its own, without a trace`, async () => {
			const thrown = await thrownBy(fault);
			expect(thrown.message).to.contain("INTERNAL_FAULT").and.contain("Please report it");
			expect(`${thrown.message}${thrown.stack}`).to.not.match(/^\s+at /m);
		});

	it("lets no secret out of a fault that holds one", async () => {
		const thrown = await thrownBy(new Error("cannot parse gldt-0123456789abcdef"));
		expect(inspect(thrown) + thrown.message).to.not.contain("gldt-0");
	});
});
