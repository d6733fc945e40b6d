import { execFileSync } from "node:child_process";
import { expect } from "chai";
import fc from "fast-check";
import { gitCredentialStore, gitInsteadOf, gitUrl } from "../../../../../provider/model/formats/git";
import { itHolds } from "../../../../support/it-holds";
import { hosts, itReadsBack, ordinary, PLAIN } from "./read-back";

const PROJECT = "https://gitlab.example.com/group/project.git";

function fromUrl(text: string) {
	const { username, password } = new URL(text);
	return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
}

/** Every `url.<base>.insteadOf` of a configuration, as git reads it. */
function configured(text: string): { base: string; replaced: string }[] {
	const list = execFileSync("git", ["config", "--file", "-", "--null", "--list"], { input: text }).toString();
	return list
		.split("\0")
		.filter((line) => line !== "")
		.map((line) => {
			const [, base = "", replaced = ""] = /^url\.(.*)\.insteadof\n(.*)$/s.exec(line) ?? [];
			return { base, replaced };
		});
}

describe("gitUrl", () => {
	itReadsBack("an address", (credentials) => gitUrl(credentials, { httpUrl: PROJECT }), fromUrl);

	itHolds("keeps host, port and path", ordinary, hosts, (credentials, host) => {
		const { host: read, pathname } = new URL(gitUrl(credentials, { httpUrl: `https://${host}/a/b.git` }));
		expect(read + pathname).to.equal(`${new URL(`https://${host}`).host}/a/b.git`);
	});

	it("is what git clone takes", () => {
		expect(gitUrl(PLAIN, { httpUrl: PROJECT })).to.equal(
			"https://gitlab%2Bdeploy-token-1:gldt-0123456789abcdefghij@gitlab.example.com/group/project.git",
		);
	});

	it("replaces other credentials, and omits query and fragment", () => {
		const httpUrl = "https://old:secret@gitlab.example.com/a/b.git?x=1#y";
		expect(gitUrl({ username: "u", password: "t" }, { httpUrl })).to.equal(
			"https://u:t@gitlab.example.com/a/b.git",
		);
	});
});

describe("gitCredentialStore", () => {
	itReadsBack(
		"a line",
		(credentials) => gitCredentialStore(credentials, { httpUrl: PROJECT }),
		(text) => {
			expect(text).to.match(/^[!-~]+\n$/);
			return fromUrl(text);
		},
	);

	for (const [httpUrl, line] of [
		["https://gitlab.example.com", "https://u:t@gitlab.example.com\n"],
		["gitlab.example.com:8443/", "https://u:t@gitlab.example.com:8443\n"],
		[PROJECT, "https://u:t@gitlab.example.com/group/project.git\n"],
	] as const)
		it(`is the line for ${httpUrl}`, () => {
			expect(gitCredentialStore({ username: "u", password: "t" }, { httpUrl })).to.equal(line);
		});
});

describe("gitInsteadOf", () => {
	it("is a section from which git reads the address and the credentials, whatever characters they have", () => {
		const printable = fc
			.string({ unit: "grapheme", minLength: 1 })
			.filter((text) => /^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(text));
		const cases = fc.sample(fc.record({ username: printable, password: printable }), 100);
		const sections = cases.map((credentials, index) =>
			gitInsteadOf(credentials, { httpUrl: `https://${index}.example.com/a;b#c` }),
		);
		const read = configured(sections.join(""));
		expect(read.map(({ base }) => fromUrl(base))).to.deep.equal(cases);
		expect(read.map(({ replaced }) => replaced)).to.deep.equal(
			cases.map((_, index) => `https://${index}.example.com/a;b/`),
		);
	});

	for (const [httpUrl, replaced] of [
		["https://gitlab.example.com", "https://gitlab.example.com/"],
		["https://gitlab.example.com/group", "https://gitlab.example.com/group/"],
		[PROJECT, PROJECT],
	] as const)
		it(`replaces what begins with ${replaced} for ${httpUrl}`, () => {
			expect(configured(gitInsteadOf({ username: "u", password: "t" }, { httpUrl }))).to.deep.equal([
				{ base: replaced.replace("https://", "https://u:t@"), replaced },
			]);
		});

	it("replaces the SSH addresses too where that is requested", () => {
		const section = gitInsteadOf(PLAIN, { httpUrl: "https://gitlab.example.com:8443/group", ssh: true });
		expect(configured(section).map(({ replaced }) => replaced)).to.deep.equal([
			"https://gitlab.example.com:8443/group/",
			"git@gitlab.example.com:group/",
			"ssh://git@gitlab.example.com/group/",
		]);
	});
});
