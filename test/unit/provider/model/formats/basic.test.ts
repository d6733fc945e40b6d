import { expect } from "chai";
import { basicAuth, usernamePassword } from "../../../../../provider/model/formats/basic";
import { itReadsBack, PLAIN } from "./read-back";

describe("basicAuth", () => {
	itReadsBack("a header's value", basicAuth, (text) => {
		const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(text, "base64").toString()) ?? [];
		return { username: username ?? "", password: password ?? "" };
	});

	it("refuses a username with a colon, which would end there", () => {
		expect(() => basicAuth({ ...PLAIN, username: "a:b" })).to.throw(
			"`username` contains a colon, which HTTP authentication cannot represent.",
		);
	});
});

describe("usernamePassword", () => {
	it("has the two keys of Kubernetes, Flux and Helm, and no other", () => {
		expect(usernamePassword({ ...PLAIN, other: "unused" } as typeof PLAIN)).to.deep.equal(PLAIN);
	});
});
