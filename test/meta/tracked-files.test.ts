import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { trackedFiles } from "./documents";
import { ROOT } from "./source-files";

/** Texts that would tie the project to one machine or one registry. */
const TIES: Readonly<Record<string, RegExp>> = {
	"a path of a machine": /(?<![\w.:/-])\/(?:home|Users|root|work|mnt)\/[\w.-]+/,
	"a temporary file of a machine": /(?<![\w.:/-])\/tmp\/[\w.-]+/,
	"a path of Windows": /\b[A-Z]:\\Users\\/,
	"another registry than npm's": /"resolved": "https?:\/\/(?!registry\.npmjs\.org\/)/,
	"a registry or proxy that was configured": /^\s*(?:\/\/[^\s]+:_auth|registry\s*=|GOPROXY\s*=\s*http)/m,
};

/** This file, whose patterns are written out above. */
const ITSELF = "test/meta/tracked-files.test.ts";

describe("every file under version control", () => {
	const files = trackedFiles().filter((path) => path !== ITSELF && existsSync(join(ROOT, path)));

	for (const [what, pattern] of Object.entries(TIES))
		it(`is free of ${what}`, () => {
			const found = files
				.filter((path) => statSync(join(ROOT, path)).isFile())
				.map((path) => [path, pattern.exec(readFileSync(join(ROOT, path), "utf8"))?.[0]] as const)
				.filter(([, tie]) => tie !== undefined)
				.map(([path, tie]) => `${path}: ${tie}`);
			expect(found).to.deep.equal([]);
		});

	it("is not a state, settings file or secret of a stack", () => {
		const leftovers = files.filter((path) =>
			/(^|\/)(Pulumi\.[^/]+\.yaml|\.pulumi\/.*|.*\.(pem|key|tgz|log))$/.test(path),
		);
		expect(leftovers).to.deep.equal([]);
	});
});
