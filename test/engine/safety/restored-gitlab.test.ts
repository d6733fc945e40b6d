import { expect } from "chai";
import { succeeds } from "../../support/run-program";
import { useStack } from "../harness/use-stack";
import { WORLD } from "../harness/world";
import { declaring } from "./declared-resources";

const CI = { name: "ci", args: { project: 5, scopes: ["read_registry"] } };

/** A GitLab that was restored from a backup gives its numbers again: number 1 is a stranger's now. */
describe("another owner's token under a recorded ID", function () {
	this.timeout(240_000);
	const under = useStack(() => ({ files: declaring([CI]) }));

	const restore = (name: string) =>
		under.gitlab.control.reset({
			...WORLD,
			deployTokens: [{ id: 1, project: 5, name, scopes: ["read_registry"], username: name }],
		} as never);

	beforeEach(async () => {
		await under.gitlab.control.reset(WORLD as never);
		await succeeds(under.stack.up());
		expect(await under.gitlab.tokenIds()).to.deep.equal([1]);
	});
	afterEach(async () => {
		expect(await under.gitlab.tokenIds()).to.include(1);
		await succeeds(under.stack.destroy());
		expect(await under.gitlab.tokenIds(), "the stranger's").to.deep.equal([1]);
		await under.gitlab.control.reset(WORLD as never);
	});

	it("is not changed by `up`", async () => {
		await restore("stranger");
		expect(await succeeds(under.stack.up())).to.contain("its ID belongs to another token now");
		expect(await under.gitlab.tokenIds()).to.deep.equal([1, 2]);
	});

	it("is not changed by `up --refresh`", async () => {
		await restore("stranger");
		await succeeds(under.stack.up("--refresh"));
		expect(await under.gitlab.tokenIds()).to.deep.equal([1, 2]);
	});

	it("is not changed by `destroy --refresh`", async () => {
		await restore("stranger");
		await succeeds(under.stack.destroy("--refresh"));
		expect(await under.gitlab.tokenIds()).to.deep.equal([1]);
	});
});
