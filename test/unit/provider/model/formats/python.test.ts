import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import ConfigParser from "configparser";
import { pipConf, pipIndexUrl, pypirc } from "../../../../../provider/model/formats/python";
import { itReadsBack, PLAIN } from "./read-back";

const INDEX = "https://gitlab.example.com/api/v4/projects/5/packages/pypi/simple";
const UPLOADS = "https://gitlab.example.com/api/v4/projects/5/packages/pypi";

function fromUrl(text = "") {
	const { username, password } = new URL(text);
	return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
}

describe("the formats for Python", () => {
	const folder = mkdtempSync(join(tmpdir(), "deploy-token-python-"));
	after(() => rmSync(folder, { recursive: true, force: true }));

	/** A value as Python's `RawConfigParser` has it, by which pip and twine read their files. */
	function option(text: string, section: string, key: string): string | undefined {
		const path = join(folder, "file.ini");
		writeFileSync(path, text);
		const parser = new ConfigParser();
		parser.read(path);
		return parser.get(section, key, true);
	}

	describe("pipIndexUrl", () => {
		itReadsBack("an address", (credentials) => pipIndexUrl(credentials, { indexUrl: INDEX }), fromUrl);
	});

	describe("pipConf", () => {
		itReadsBack(
			"a pip.conf",
			(credentials) => pipConf(credentials, { indexUrl: INDEX }),
			(text) => fromUrl(option(text, "global", "index-url")),
			20,
		);

		it("adds the index to PyPI where that is requested", () => {
			const text = pipConf(PLAIN, { indexUrl: INDEX, extra: true });
			expect(option(text, "global", "extra-index-url")).to.equal(pipIndexUrl(PLAIN, { indexUrl: INDEX }));
			expect(option(text, "global", "index-url")).to.equal(undefined);
		});

		it("refuses what is neither true nor false", () => {
			expect(() => pipConf(PLAIN, { indexUrl: INDEX, extra: "no" as never })).to.throw(
				"`extra` is neither true nor false.",
			);
		});
	});

	describe("pypirc", () => {
		itReadsBack(
			"a .pypirc",
			(credentials) => pypirc(credentials, { repositoryUrl: UPLOADS }),
			(text) => ({
				username: option(text, "gitlab", "username") ?? "",
				password: option(text, "gitlab", "password") ?? "",
			}),
			100,
		);

		it("names its repository, where packages go", () => {
			const text = pypirc(PLAIN, { repositoryUrl: UPLOADS, name: "our-gitlab" });
			expect(option(text, "distutils", "index-servers")).to.equal("our-gitlab");
			expect(option(text, "our-gitlab", "repository")).to.equal(UPLOADS);
		});

		for (const name of ["", "a]b", "distutils", "DEFAULT", "a b", "a\nb"])
			it(`refuses the name ${JSON.stringify(name)}`, () => {
				expect(() => pypirc(PLAIN, { repositoryUrl: UPLOADS, name })).to.throw(/^`name` /);
			});
	});
});
