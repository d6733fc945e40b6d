import { expect } from "chai";
import { GitLabDeployTokenError, GitLabNetworkError } from "../../../../../provider/api/errors";
import { SharedRequests } from "../../../../../provider/runtime/process/shared-requests";
import { failure } from "../../api/errors-seen";

/** What an operation meets whose time has ended. */
function outOfTime(): GitLabNetworkError {
	return new GitLabNetworkError("OPERATION_TIMEOUT", "was not sent", {
		hint: "Run again.",
		mayHaveExecuted: false,
		permanent: true,
	});
}

const REFUSED = new GitLabDeployTokenError("GITLAB_FORBIDDEN", "refused", "Ask for the role.");

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

	it("sends one request for all callers meanwhile, and another for a later one", async () => {
		const requests = new SharedRequests<unknown>();
		const both = [requests.get("a", send("one", 1)), requests.get("a", send("other", 2))];
		expect(await Promise.all(both)).to.deep.equal([1, 1]);
		expect(await requests.get("a", send("later", 3))).to.equal(3);
		expect(sent).to.deep.equal(["one", "later"]);
	});

	it("caches a result where that is wanted, and no failure", async () => {
		const requests = new SharedRequests<unknown>({ keep: true });
		await failure(requests.get("a", send("failed", REFUSED)), "GITLAB_FORBIDDEN");
		expect(await requests.get("a", send("second", 2))).to.equal(2);
		expect(await requests.get("a", send("third", 3))).to.equal(2);
	});

	it("sends again for the other operations where the one that sent it timed out", async () => {
		const requests = new SharedRequests<unknown>();
		const first = failure(requests.get("a", send("first", outOfTime())), "OPERATION_TIMEOUT");
		const others = [requests.get("a", send("second", 2)), requests.get("a", send("third", 3))];
		await first;
		expect(await Promise.all(others)).to.deep.equal([2, 2]);
		expect(sent).to.deep.equal(["first", "second"]);
	});

	it("fails for all callers where the request was refused", async () => {
		const requests = new SharedRequests<unknown>();
		const both = [
			failure(requests.get("a", send("one", REFUSED)), "GITLAB_FORBIDDEN"),
			failure(requests.get("a", send("other", 2)), "GITLAB_FORBIDDEN"),
		];
		for (const error of await Promise.all(both)) expect(error).to.have.property("message", "refused");
		expect(sent).to.deep.equal(["one"]);
	});

	it("also ends for the caller that timed out", async () => {
		const requests = new SharedRequests<unknown>();
		const both = [
			failure(requests.get("a", send("one", outOfTime())), "OPERATION_TIMEOUT"),
			failure(requests.get("a", send("other", outOfTime())), "OPERATION_TIMEOUT"),
		];
		await Promise.all(both);
		expect(sent).to.deep.equal(["one", "other"]);
	});
});
