import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect } from "chai";
import { DeployToken } from "../../provider/pulumi/deploy-token";
import type { Properties } from "./harness/engine";
import { DAY } from "./harness/time";
import { useGitLab } from "./harness/use-gitlab";
import { CREDENTIALS, type TokenRow, world } from "./harness/world";

const DOCS = resolve(__dirname, "../../docs");
const page = (name: string) => readFileSync(join(DOCS, `${name}.md`), "utf8");

/** A text as one line, without what differs from run to run: names, numbers, paths, instants. */
function shape(text: string): string {
	return text
		.replaceAll(/"[^"\n]*"/g, '"…"')
		.replaceAll(/\s+/g, " ")
		.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z|projects\/\d+|\b(?:grp|acme)\/\w+|\d+/g, "…");
}

const HELD: TokenRow = { id: 12, project: 5, name: "ci", scopes: ["read_registry", "write_registry"] };
const SAME: Properties = { project: "grp/proj", name: "ci", scopes: ["read_registry", "write_registry"] };
const ROTATING: Properties = { ...SAME, expiresIn: "90d", rotateBefore: "30d" };

describe("docs/", () => {
	const under = useGitLab(() => world([HELD]));

	for (const name of ["drift", "rotation", "adoption", "migration"])
		it(`${name}.md has no broken links`, () => {
			const links = [...page(name).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target]) => target ?? "");
			expect(links.filter((target) => !existsSync(join(dirname(join(DOCS, name)), target)))).to.deep.equal(
				[],
			);
		});

	it("drift.md prints what a preview reports for a revoked, a deleted and an invisible token", async () => {
		const stack = await under.made({ ci: SAME });
		await under.gitlab.revoke(13);
		const revoked = await stack.preview();
		await under.gitlab.remove(13);
		const deleted = await stack.preview();
		stack.env = { GITLAB_TOKEN: CREDENTIALS.stranger };
		const { error } = await stack.preview();
		for (const said of [
			...revoked.said,
			...deleted.said,
			`${error?.message}\n${error?.hint} [${error?.code}]`,
		])
			expect(shape(page("drift"))).to.contain(shape(said));
	});

	it("drift.md prints what a preview reports for a project that was created again", async () => {
		const stack = await under.made({ ci: SAME });
		await under.gitlab.change((next) => {
			next.projects = [{ id: 50, path: "grp/proj" }];
			next.deployTokens = [];
		});
		const { said } = await stack.preview();
		expect(shape(page("drift"))).to.contain(shape(said.join()));
	});

	it("drift.md prints why a declared date that has passed is refused", async () => {
		const { failures } = await under.stack({ ci: { ...SAME, expiresAt: "2020-01-01" } }).preview();
		const reason = failures[0]?.reason.replace(/ \(.*/, "") ?? "";
		expect(shape(page("drift"))).to.contain(shape(`has a problem: ${reason}`));
	});

	it("rotation.md prints what a preview reports inside the window, and what is refused", async () => {
		const stack = await under.made({ ci: ROTATING });
		under.time.advance(60 * DAY);
		const { said } = await stack.preview();
		expect(shape(page("rotation"))).to.contain(shape(said.join()));
		const { failures } = await under.stack({ ci: { ...ROTATING, rotateBefore: "90d" } }).preview();
		expect(shape(page("rotation"))).to.contain(shape(`has a problem: ${failures[0]?.reason}`));
	});

	it("adoption.md prints each mismatch, and why a token that is still adopted is not replaced", async () => {
		const other = {
			project: 5,
			name: "n",
			username: "u",
			scopes: ["read_registry"],
			expiresAt: "2099-01-01",
		};
		const { failures } = await under.stack({ ci: { ...other, adopt: { tokenId: 12 } } }).preview();
		expect(failures).to.have.length(4);
		const text = shape(page("adoption"));
		for (const { property, reason } of failures)
			expect(text)
				.to.match(new RegExp(`property ${property} `))
				.and.contain(shape(reason));

		const stack = await under.made({ ci: { ...SAME, adopt: { tokenId: 12 } } });
		await under.gitlab.revoke(12);
		const { error } = await stack.preview();
		expect(text).to.contain(shape(`error: ${error?.message}\n${error?.hint} [${error?.code}]`));
	});

	it("adoption.md prints the error of the option `import`", () => {
		const declare = () =>
			new DeployToken("mirror", { project: 5, scopes: ["read_registry"] }, { import: "5:1" });
		const message = /^(.*)$/m.exec(page("adoption").split("```console\n")[1] ?? "")?.[1];
		expect(declare).to.throw(message);
		expect(message).to.match(/^DeployToken/);
	});
});
