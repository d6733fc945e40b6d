import { expect } from "chai";
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
	const ids = async () => (await under.gitlab.tokens()).map(({ id }) => id);
	const succeed = async (call: Promise<{ code: number | null; output: string }>) => {
		const { code, output } = await call;
		expect(code, output).to.equal(0);
		return output;
	};

	beforeEach(async () => {
		await under.gitlab.control.reset(WORLD as never);
		await succeed(under.stack.up());
		expect(await ids()).to.deep.equal([1]);
	});
	afterEach(async () => {
		expect(await ids()).to.include(1);
		await succeed(under.stack.destroy());
		expect(await ids(), "the stranger's").to.deep.equal([1]);
		await under.gitlab.control.reset(WORLD as never);
	});

	it("is not changed by `up`", async () => {
		await restore("stranger");
		expect(await succeed(under.stack.up())).to.contain("its ID belongs to another token now");
		expect(await ids()).to.deep.equal([1, 2]);
	});

	it("is not changed by `up --refresh`", async () => {
		await restore("stranger");
		await succeed(under.stack.up("--refresh"));
		expect(await ids()).to.deep.equal([1, 2]);
	});

	it("is not changed by `destroy --refresh`", async () => {
		await restore("stranger");
		await succeed(under.stack.destroy("--refresh"));
		expect(await ids()).to.deep.equal([1]);
	});
});
