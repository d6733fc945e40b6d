// @ts-check
import { expect } from "./expectation.mjs";
import { demandLines, expectUsable, inGitLab, matching, searchForSecrets } from "./scene.mjs";

const TYPE = "gitlab-deploy-tokens:index:DeployToken";

/** What the packaged provider shows, in every language. @type {readonly import("./scene.mjs").Step[]} */
export const PLUGIN_STEPS = [
	{
		title: "`pulumi up` makes a deploy token and a set of one; their secrets are masked",
		async act({ gitlab, stack, secrets }) {
			const args = ["up", "--yes", "--skip-preview", "--config", "project=acme/website"];
			const lines = await stack.pulumi(args);
			const masked = matching(lines, /: \[secret\]$/).slice(-2);
			expect(masked.length === 2, "both outputs are shown as [secret]");
			const seen = await inGitLab(gitlab);
			expect(seen.length === 2, `GitLab has two tokens, not ${seen.length}`);
			await learnSecrets(stack, secrets, 3);
			return [...matching(lines, /DeployToken(Set)? \w+ created/), ...masked, ...seen];
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
			return demandLines(await inGitLab(gitlab), /"pull".*revoked/, "GitLab shows the token as revoked");
		},
	},
	{
		title: "A plain `pulumi preview --diff` shows the drift by its property, and says why it will replace",
		async act({ stack }) {
			const lines = await stack.pulumi(["preview", "--diff"]);
			return [
				...demandLines(lines, /~ status *: "active" => "revoked"/, "what GitLab shows is compared"),
				...demandLines(lines, /deploy token "pull" .*was revoked in GitLab/, "the preview names the reason"),
				...demandLines(lines, /^\s+\+-\s?1 to replace$/, "nothing else is replaced"),
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
				"it creates one and deletes one",
			);
			const order = shown.map((line) => /pull (created|deleted)/.exec(line)?.[1]).join();
			expect(order === "created,deleted", `the new token comes before the old one goes, not ${order}`);
			const seen = await inGitLab(gitlab);
			expect(seen.length === 2 && !seen.some((line) => line.includes("revoked")), "two live tokens are left");
			await learnSecrets(stack, secrets, 4);
			return [...shown, ...seen];
		},
	},
	{
		title: "`pulumi import` takes over a token that somebody else made",
		async act({ gitlab, stack, secrets }) {
			const { id, token } = await gitlab.create("acme/website", "made-by-hand", [...secrets][0] ?? "");
			secrets.add(token);
			const args = [
				TYPE,
				"old",
				`projects/1/deploy_tokens/${id}`,
				"--protect=false",
				"--generate-code=false",
			];
			const lines = await stack.pulumi(["import", ...args, "--yes", "--skip-preview"]);
			return demandLines(lines, /DeployToken old imported/, "the CLI says that it imported the token");
		},
	},
	{
		title: "`pulumi refresh` finds all three as they are recorded",
		async act({ stack }) {
			const lines = await stack.pulumi(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
			return demandLines(lines, /^\s+4 unchanged$/, "the refresh says that 4 are unchanged");
		},
	},
	{
		title: "No secret was printed, and none is stored in plaintext",
		act: searchForSecrets,
	},
	{
		title: "`pulumi destroy` leaves nothing in GitLab",
		async act(scene) {
			const lines = await scene.stack.pulumi(["destroy", "--yes", "--skip-preview"]);
			const left = await inGitLab(scene.gitlab);
			expect(left.length === 0, `GitLab has no token any more, but has ${left.join("; ")}`);
			await searchForSecrets(scene);
			return [
				...demandLines(lines, /DeployToken(Set)? \w+ deleted/, "the CLI says that it deleted the tokens"),
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
	const { token = "", webToken = "" } = await stack.secretOutputs();
	for (const secret of [token, webToken]) secrets.add(secret);
	expectUsable(secrets, expected);
}
