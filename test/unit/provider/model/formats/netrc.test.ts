import { expect } from "chai";
import { netrc } from "../../../../../provider/model/formats/netrc";
import { itReadsBack, PLAIN } from "./read-back";

/** Without types of its own. */
const { parse } = require("netrc") as {
	parse(text: string): Record<string, { login?: string; password?: string }>;
};

describe("netrc", () => {
	itReadsBack(
		"an entry",
		(credentials) => netrc(credentials, { host: "gitlab.example.com" }),
		(text) => {
			const { login, password } = parse(text)["gitlab.example.com"] ?? {};
			return { username: login ?? "", password: password ?? "" };
		},
	);

	for (const [host, machine] of [
		["https://gitlab.example.com:8443/group", "gitlab.example.com"],
		["café.example.com", "xn--caf-dma.example.com"],
		["http://[::1]:8080", "::1"],
	] as const)
		it(`names the machine of ${host}`, () => {
			expect(netrc(PLAIN, { host }).split("\n")[0]).to.equal(`machine ${machine}`);
		});
});
