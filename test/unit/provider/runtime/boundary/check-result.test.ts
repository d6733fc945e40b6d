import { expect } from "chai";
import { checkResult } from "../../../../../provider/runtime/boundary/check-result";

const propertyFor = (property: string) => checkResult({}, [{ property, reason: "" }]).failures?.[0]?.property;

describe("checkResult", () => {
	for (const property of ["name", "project", "expiresAt", "scopes[1]", "maxDeletions", 'tokens["web"].adopt'])
		it(`names ${property} directly: the engine may print its value, or finds none`, () => {
			expect(propertyFor(property)).to.equal(property);
		});

	for (const property of ["adopt", "tokens", "adpot", "secret", "a.secret", "a[0]", ""])
		it(`names ${JSON.stringify(property)}, which may hold a secret, by a path that the engine does not resolve`, () => {
			expect(propertyFor(property)).to.equal(`[${JSON.stringify(property)}]`);
		});

	it("returns no credential in a reason or in a name", () => {
		const { failures } = checkResult({}, [
			{ property: "gldt-0123456789abcdefghij", reason: '"gldt-0123456789abcdefghij" is not a date' },
		]);
		expect(JSON.stringify(failures)).to.contain("[redacted]").and.not.contain("gldt-0");
	});
});
