import { expect } from "chai";
import { engineAddress } from "../../../../provider/plugin/engine-address";

describe("the engine's address", () => {
	const address = "127.0.0.1:40001";
	for (const args of [
		[address],
		["--logtostderr", "-v=9", address],
		["-v=3", address],
		["--tracing", "file:./trace", address],
		["--logtostderr", "-v=11", "--tracing", "http://127.0.0.1:9411/api/v1/spans", address],
		[address, "-root=/project"],
	])
		it(`is found in ${JSON.stringify(args)}`, () => {
			expect(engineAddress(args)).to.equal(address);
		});

	it("is absent where the engine attaches later", () => {
		expect(engineAddress([])).to.equal(undefined);
		expect(engineAddress(["--logtostderr"])).to.equal(undefined);
	});
});
