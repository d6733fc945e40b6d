// @ts-check
import { expect } from "./expectation.mjs";
import { demandLines, expectUsable, inGitLab, matching, searchForSecrets } from "./scene.mjs";

/**
 * The steps that both providers show, for a program with a token `pull` and one more.
 * @param {object} shows
 * @param {string} shows.resources what the first `up` makes, as its title says
 * @param {readonly string[]} shows.config options of the first `up`
 * @param {RegExp} shows.type the types of its resources, as the CLI names them
 * @param {(outputs: Record<string, string>) => string[]} shows.secretsOf the two secrets in the stack's outputs
 */
export function commonSteps({ resources, config, type, secretsOf }) {
	/**
	 * @param {import("./scene.mjs").Scene} scene
	 * @param {number} expected how many there are then, the credential included
	 */
	const learnSecrets = async ({ stack, secrets }, expected) => {
		for (const secret of secretsOf(await stack.secretOutputs())) secrets.add(secret);
		expectUsable(secrets, expected);
	};
	/** @param {string} done */
	const resourceThatWas = (done) => new RegExp(`${type.source} \\w+ ${done}`);
	return /** @satisfies {Record<string, import("./scene.mjs").Step>} */ ({
		creation: {
			title: `\`pulumi up\` makes ${resources}; their secrets are masked`,
			async act(scene) {
				const lines = await scene.stack.pulumi(["up", "--yes", "--skip-preview", ...config]);
				const masked = matching(lines, /: \[secret\]$/).slice(-2);
				expect(masked.length === 2, "both outputs are shown as [secret]");
				const seen = await inGitLab(scene.gitlab);
				expect(seen.length === 2, `GitLab has two tokens, not ${seen.length}`);
				await learnSecrets(scene, 3);
				return [...matching(lines, resourceThatWas("created")), ...masked, ...seen];
			},
		},
		unchanged: {
			title: "`pulumi preview` finds nothing to do",
			async act({ stack }) {
				const lines = await stack.pulumi(["preview", "--expect-no-changes"]);
				return demandLines(lines, /^\s+3 unchanged$/, "the preview says that 3 are unchanged");
			},
		},
		revocation: {
			title: "Someone revokes the token `pull` in GitLab, behind Pulumi's back",
			async act({ gitlab }) {
				const pull = (await gitlab.control.tokens()).find(({ name }) => name === "pull");
				await gitlab.control.revoke(pull?.id ?? 0);
				const seen = await inGitLab(gitlab);
				return demandLines(seen, /"pull".*revoked/, "GitLab shows the token as revoked");
			},
		},
		repair: {
			title: "`pulumi up` repairs it: a new token first, then the old one is deleted",
			async act(scene) {
				const lines = await scene.stack.pulumi(["up", "--yes", "--skip-preview"]);
				const shown = demandLines(
					lines,
					/DeployToken pull (created|deleted) /,
					"it creates one token and deletes one",
				);
				const order = shown.map((line) => /pull (created|deleted)/.exec(line)?.[1]).join();
				expect(order === "created,deleted", `the new token comes before the old one goes, not ${order}`);
				const seen = await inGitLab(scene.gitlab);
				expect(seen.length === 2, `GitLab has two tokens, not ${seen.length}`);
				expect(!seen.some((line) => line.includes("revoked")), "no revoked token is left in GitLab");
				await learnSecrets(scene, 4);
				return [...shown, ...seen];
			},
		},
		secrecy: {
			title: "No secret was printed, and none is stored in plaintext",
			act: searchForSecrets,
		},
		destruction: {
			title: "`pulumi destroy` leaves nothing in GitLab",
			async act(scene) {
				const lines = await scene.stack.pulumi(["destroy", "--yes", "--skip-preview"]);
				const left = await inGitLab(scene.gitlab);
				expect(left.length === 0, `GitLab has no token any more, but has ${left.join("; ")}`);
				await searchForSecrets(scene);
				return [
					...demandLines(lines, resourceThatWas("deleted"), "the CLI says that it deleted the tokens"),
					"GitLab: no deploy tokens",
				];
			},
		},
	});
}
