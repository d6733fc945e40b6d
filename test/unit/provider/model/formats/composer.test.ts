import { expect } from "chai";
import { composerAuth } from "../../../../../provider/model/formats/composer";
import { itReadsBack, PLAIN } from "./read-back";

describe("composerAuth", () => {
	itReadsBack(
		"an auth.json",
		(credentials) => composerAuth(credentials, { host: "gitlab.example.com" }),
		(text) => {
			const { username, token } = JSON.parse(text)["gitlab-token"]["gitlab.example.com"];
			return { username, password: token };
		},
	);

	for (const [host, domain] of [
		["https://gitlab.example.com/group", "gitlab.example.com"],
		["gitlab.example.com:8443", "gitlab.example.com:8443"],
	] as const)
		it(`names the domain of ${host}`, () => {
			expect(JSON.parse(composerAuth(PLAIN, { host }))["gitlab-token"]).to.have.all.keys(domain);
		});
});
