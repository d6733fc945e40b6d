import { expect } from "chai";
import { GitLabNetworkError } from "../../../../../provider/api/errors";
import { SharedRequests } from "../../../../../provider/runtime/process/shared-requests";

/** What an operation meets whose time has ended. */
function outOfTime(): GitLabNetworkError {
	return new GitLabNetworkError("OPERATION_TIMEOUT", "was not sent", {
		hint: "Run again.",
		mayHaveExecuted: false,
		permanent: true,
	});
}

/** The error with which a request failed. */
async function failure(request: Promise<unknown>): Promise<unknown> {
	return request.then(
		() => expect.fail("did not fail"),
		(error: unknown) => error,
	);
}

describe("SharedRequests", () => {
	let sent: string[] = [];
	beforeEach(() => {
		sent = [];
	});
	const send = (who: string, result: unknown) => async () => {
		sent.push(who);
		await Promise.resolve();
		if (result instanceof Error) throw result;
		return result;
	};

	it("sends one request for all who ask meanwhile, and another for who asks later", async () => {
		const requests = new SharedRequests<unknown>();
		const both = [requests.get("a", send("one", 1)), requests.get("a", send("other", 2))];
		expect(await Promise.all(both)).to.deep.equal([1, 1]);
		expect(await requests.get("a", send("later", 3))).to.equal(3);
		expect(sent).to.deep.equal(["one", "later"]);
	});

	it("keeps a result that serves later too, and no failure", async () => {
		const requests = new SharedRequests<unknown>();
		const keep = { keep: true };
		await failure(requests.get("a", send("failed", new Error("refused")), keep));
		expect(await requests.get("a", send("second", 2), keep)).to.equal(2);
		expect(await requests.get("a", send("third", 3), keep)).to.equal(2);
	});

	it("sends again for each other operation where the one that sent it ran out of time", async () => {
		const requests = new SharedRequests<unknown>();
		const first = failure(requests.get("a", send("first", outOfTime())));
		const others = [requests.get("a", send("second", 2)), requests.get("a", send("third", 3))];
		expect(await first).to.have.property("code", "OPERATION_TIMEOUT");
		expect(await Promise.all(others)).to.deep.equal([2, 2]);
		expect(sent).to.deep.equal(["first", "second"]);
	});

	it("fails for all alike where the request was refused", async () => {
		const requests = new SharedRequests<unknown>();
		const both = [
			failure(requests.get("a", send("one", new Error("refused")))),
			failure(requests.get("a", send("other", 2))),
		];
		for (const error of await Promise.all(both)) expect(error).to.have.property("message", "refused");
		expect(sent).to.deep.equal(["one"]);
	});

	it("ends for who ran out of time too", async () => {
		const requests = new SharedRequests<unknown>();
		const both = [
			failure(requests.get("a", send("one", outOfTime()))),
			failure(requests.get("a", send("other", outOfTime()))),
		];
		for (const error of await Promise.all(both)) expect(error).to.have.property("code", "OPERATION_TIMEOUT");
		expect(sent).to.deep.equal(["one", "other"]);
	});
});
