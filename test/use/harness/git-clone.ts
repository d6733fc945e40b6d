import { gitInsteadOf } from "../../../provider/model/formats/git";
import type { Credentials } from "../../../provider/model/formats/text";
import { GIT_REFUSAL, git, repository } from "./git";
import { Workplace } from "./workplace";

/** A clone that is there already, and fetches with whatever credentials git's configuration has. */
export class GitClone {
	private constructor(
		private readonly place: Workplace,
		private readonly url: string,
	) {}

	/** @param url Base URL of GitLab. */
	static async by(credentials: Credentials, url: string): Promise<GitClone> {
		const clone = new GitClone(new Workplace(), url);
		const made = await clone.outcome(credentials, ["clone", "--quiet", repository(url), "clone"]);
		if (made === "works") return clone;
		await clone.remove();
		throw new Error(`no clone: ${made}`);
	}

	/** `works`, `refused`, or what git said, without the secret. */
	fetch(credentials: Credentials): Promise<string> {
		return this.outcome(credentials, ["-C", "clone", "fetch", "--quiet"]);
	}

	remove(): Promise<void> {
		return this.place.remove();
	}

	private async outcome(credentials: Credentials, args: readonly string[]): Promise<string> {
		const config = gitInsteadOf(credentials, { httpUrl: `${this.url}/grp` });
		const { code, output } = await git(this.place, args, config);
		if (code === 0) return "works";
		return GIT_REFUSAL.test(output) ? "refused" : output.replaceAll(credentials.password, "(the secret)");
	}
}
