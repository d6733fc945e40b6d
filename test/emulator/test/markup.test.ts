import { expect } from "chai";
import fc from "fast-check";
import { markup } from "../src/page/markup";

describe("markup", () => {
	it("escapes values in text and in attributes", () => {
		const value = `<b a="1">'&`;
		expect(markup`<p title="${value}">${value}</p>`.html).to.equal(
			`<p title="&lt;b a=&quot;1&quot;&gt;&#39;&amp;">&lt;b a=&quot;1&quot;&gt;&#39;&amp;</p>`,
		);
	});

	it("keeps markup unchanged, one piece or many", () => {
		const rows = ["a", "<"].map((text) => markup`<li>${text}</li>`);
		expect(markup`<ul>${rows}${markup`<li>b</li>`}</ul>`.html).to.equal(
			"<ul><li>a</li><li>&lt;</li><li>b</li></ul>",
		);
	});

	it("never lets text open a tag or end an attribute", () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				expect(markup`${text}`.html).not.to.match(/[<>"']/);
			}),
		);
	});
});
