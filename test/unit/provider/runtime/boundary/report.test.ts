import { expect } from "chai";
import { rememberSecret } from "../../../../../provider/api/redaction";
import { createReport } from "../../../../../provider/runtime/boundary/report";

describe("createReport", () => {
	it("prints each message once, as a line", () => {
		const lines: string[] = [];
		const report = createReport((line) => lines.push(line));
		for (const sentence of ["one", "two", "one", "two", "one"]) report(sentence);
		expect(lines).to.deep.equal(["one\n", "two\n"]);
	});

	it("prints no secret that this process knows, and nothing that looks like one", () => {
		rememberSecret("a secret of no known shape");
		const lines: string[] = [];
		createReport((line) => lines.push(line))("named gldt-0123456789abcdef and a secret of no known shape");
		expect(lines).to.deep.equal(["named [redacted] and [redacted]\n"]);
	});
});
