import { expect } from "chai";
import { composerAuth, mergedComposerAuth } from "../../../../../provider/model/formats/composer";
import { itReadSeveralBack, itReadsBack, PLAIN } from "./read-back";

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

describe("a composerAuth of several tokens", () => {
	itReadSeveralBack(
		"a host",
		(credentials) =>
			mergedComposerAuth(
				credentials.map((each, at) => ({ host: `gitlab-${at}.example.com`, credentials: each })),
			),
		(text) =>
			Object.values(
				JSON.parse(text)["gitlab-token"] as Record<string, { username: string; token: string }>,
			).map(({ username, token }) => ({ username, password: token })),
	);

	it("refuses two for one host", () => {
		const twice = ["gitlab.example.com", "https://GitLab.example.com/grp"].map((host) => ({
			host,
			credentials: PLAIN,
		}));
		expect(() => mergedComposerAuth(twice)).to.throw(
			"`host` names gitlab.example.com twice; an auth.json has one entry for each host",
		);
	});
});
