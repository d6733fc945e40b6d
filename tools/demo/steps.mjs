// @ts-check
import { expect } from "./expectation.mjs";
import { demandLines, expectUsable, inGitLab, matching, searchForSecrets } from "./scene.mjs";

/** @type {readonly import("./scene.mjs").Step[]} */
export const STEPS = [
	{
		title: "`pulumi up` makes two deploy tokens; their secrets are masked",
		async act({ gitlab, stack, secrets }) {
			const owners = ["--config", "project=acme/website", "--config", "group=acme"];
			const lines = await stack.pulumi(["up", "--yes", "--skip-preview", ...owners]);
			const masked = matching(lines, /: \[secret\]$/).slice(-2);
			expect(masked.length === 2, "both outputs are shown as [secret]");
			const seen = await inGitLab(gitlab);
			expect(seen.length === 2, `GitLab has two tokens, not ${seen.length}`);
			await learnSecrets(stack, secrets, 3);
			return [...matching(lines, /DeployToken \w+ created/), ...masked, ...seen];
		},
	},
	{
		title: "`pulumi preview` finds nothing to do",
		async act({ stack }) {
			const lines = await stack.pulumi(["preview", "--expect-no-changes"]);
			return demandLines(lines, /^\s+3 unchanged$/, "the preview says that 3 are unchanged");
		},
	},
	{
		title: "Someone revokes the token `pull` in GitLab, behind Pulumi's back",
		async act({ gitlab }) {
			const pull = (await gitlab.tokens()).find(({ name }) => name === "pull");
			await gitlab.revoke(pull?.id ?? 0);
			const seen = await inGitLab(gitlab);
			return demandLines(seen, /"pull".*revoked/, "GitLab shows the token as revoked");
		},
	},
	{
		title: "A plain `pulumi preview` detects it and says why it will replace the token",
		async act({ stack }) {
			const lines = await stack.pulumi(["preview"]);
			return [
				...demandLines(
					lines,
					/^\s+deploy token "pull" .*was revoked in GitLab/,
					"the preview names the reason",
				),
				...demandLines(lines, /\+-.*DeployToken pull replace/, "the preview replaces the token"),
				...demandLines(lines, /^\s+\+-\s?1 to replace$/, "nothing else is replaced"),
			];
		},
	},
	{
		title: "`pulumi preview --refresh --diff` shows it as drift",
		async act({ stack }) {
			const lines = await stack.pulumi(["preview", "--refresh", "--diff"]);
			const drift = /~ status\s*: "(active" => "revoked|revoked" => "active)"/;
			return [
				...demandLines(lines, drift, "the difference of `status` is shown"),
				...demandLines(lines, /^\s+\+-\s?1 to replace$/, "the token is to be replaced"),
			];
		},
	},
	{
		title: "`pulumi up` repairs it: a new token first, then the old one is deleted",
		async act({ gitlab, stack, secrets }) {
			const lines = await stack.pulumi(["up", "--yes", "--skip-preview"]);
			const shown = demandLines(
				lines,
				/DeployToken pull (created|deleted) /,
				"it creates one token and deletes one",
			);
			const order = shown.map((line) => /pull (created|deleted)/.exec(line)?.[1]).join();
			expect(order === "created,deleted", `the new token comes before the old one goes, not ${order}`);
			const seen = await inGitLab(gitlab);
			expect(seen.length === 2, `GitLab has two tokens, not ${seen.length}`);
			expect(!seen.some((line) => line.includes("revoked")), "no revoked token is left in GitLab");
			await learnSecrets(stack, secrets, 4);
			return [...shown, ...seen];
		},
	},
	{
		title: "No secret was printed, and none is stored in plaintext",
		async act(scene) {
			return await searchForSecrets(scene);
		},
	},
	{
		title: "`pulumi destroy` leaves nothing in GitLab",
		async act(scene) {
			const lines = await scene.stack.pulumi(["destroy", "--yes", "--skip-preview"]);
			const left = await inGitLab(scene.gitlab);
			expect(left.length === 0, `GitLab has no token any more, but has ${left.join("; ")}`);
			await searchForSecrets(scene);
			return [
				...demandLines(lines, /DeployToken \w+ deleted/, "the CLI says that it deleted the tokens"),
				"GitLab: no deploy tokens",
			];
		},
	},
];

/**
 * @param {import("./stack.mjs").Stack} stack
 * @param {Set<string>} secrets
 * @param {number} expected how many there are then, the credential included
 */
async function learnSecrets(stack, secrets, expected) {
	const { dockerConfig = "", mirrorAuth = "" } = await stack.secretOutputs();
	secrets.add(JSON.parse(dockerConfig).auths["registry.example.com"].password);
	secrets.add(
		Buffer.from(mirrorAuth, "base64")
			.toString()
			.replace(/^mirror:/, ""),
	);
	expectUsable(secrets, expected);
}
