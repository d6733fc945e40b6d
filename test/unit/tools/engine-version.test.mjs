// @ts-check
import { expect } from "chai";
import { compareVersions, isAtLeast, parseVersion } from "../../../tools/engine/version.mjs";

describe("versions of the engine", () => {
	/** Each is below the next, by the example of Semantic Versioning 2.0.0, section 11, and Pulumi's own forms. */
	const ascending = [
		"v3.9.9",
		"v3.68.0",
		"v3.199.9",
		"3.200.0-alpha",
		"3.200.0-alpha.1",
		"3.200.0-alpha.9",
		"3.200.0-alpha.1753000000+g1a2b3c",
		"3.200.0-alpha.beta",
		"3.200.0-beta",
		"3.200.0-rc.1",
		"v3.200.0",
		"3.200.1",
		"3.248.0-dev.0",
		"v3.248.0",
		"10.0.0",
	];

	it("are ordered by number, not by text, and a pre-release is below its release", () => {
		for (const [leftIndex, left] of ascending.entries()) {
			for (const [rightIndex, right] of ascending.entries()) {
				const order = Math.sign(compareVersions(read(left), read(right)));
				expect(order, `${left} against ${right}`).to.equal(Math.sign(leftIndex - rightIndex));
			}
		}
	});

	it("ignore what stands after a plus sign", () => {
		expect(compareVersions(read("3.200.0+dirty"), read("v3.200.0"))).to.equal(0);
	});

	it("are at least the minimum from the minimum itself on", () => {
		const enough = ascending.filter((version) => isAtLeast(version, "3.200.0"));
		expect(enough).to.deep.equal(["v3.200.0", "3.200.1", "3.248.0-dev.0", "v3.248.0", "10.0.0"]);
	});

	for (const text of ["", "latest", "3.200", "v3", "3.200.0.1", "version 3.248.0", "-3.1.0"]) {
		it(`are not read from "${text}", which is not enough either`, () => {
			expect(parseVersion(text)).to.equal(undefined);
			expect(isAtLeast(text, "3.200.0")).to.equal(false);
		});
	}
});

/** @param {string} text */
function read(text) {
	const version = parseVersion(text);
	if (!version) throw new Error(`not a version: ${text}`);
	return version;
}
